/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "split.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "core/array.h"
#include "elf/split_file.h"
#include "entry.h"
#include "reading.h"

/* The ELF's sections that split units refer to. */
static bool take_own_sections(struct reading *reading, struct error *err)
{
	struct split *split = &reading->split;
	Elf *elf = dwarf_getelf(reading->dwarf);
	const struct section_bytes ranges = table_section(elf, ".debug_ranges");

	split->addr = table_section(elf, ".debug_addr");
	split->ranges_size = SPLIT_RANGES + ranges.size;
	split->ranges = calloc(1, split->ranges_size);
	if (split->ranges == NULL) {
		return fail(err, "out of memory");
	}
	if (ranges.size > 0) {
		memcpy(split->ranges + SPLIT_RANGES, ranges.data, ranges.size);
	}
	return true;
}

struct split_sections split_sections_of(Elf *elf)
{
	return (struct split_sections){
		.info = table_section(elf, ".debug_info.dwo"),
		.abbrev = table_section(elf, ".debug_abbrev.dwo"),
		.str = table_section(elf, ".debug_str.dwo"),
		.str_offsets = table_section(elf, ".debug_str_offsets.dwo"),
		.rnglists = table_section(elf, ".debug_rnglists.dwo"),
	};
}

/* The number that ROOT gives by either attribute, or 0. */
static uint64_t base_of(Dwarf_Die *root, unsigned name, unsigned other)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;

	return (dwarf_attr(root, name, &attr) != NULL ||
		       dwarf_attr(root, other, &attr) != NULL) &&
			       dwarf_formudata(&attr, &value) == 0
		       ? value
		       : 0;
}

/* The addresses of the unit whose skeleton is ROOT. */
static struct section_bytes addresses(
	const struct split *split, Dwarf_Die *root)
{
	const uint64_t base =
		base_of(root, DW_AT_addr_base, DW_AT_GNU_addr_base);

	return section_part(split->addr, base, split->addr.size - base);
}

/* The sections of the unit whose skeleton is ROOT, as an ELF. */
static Elf *make_elf(const struct reading *reading,
	const struct split_sections *unit, Dwarf_Die *root)
{
	const struct split *split = &reading->split;
	const struct section_bytes addr = addresses(split, root);
	const struct split_section sections[] = {
		{ ".debug_info", unit->info.data, unit->info.size },
		{ ".debug_abbrev", unit->abbrev.data, unit->abbrev.size },
		{ ".debug_str", unit->str.data, unit->str.size },
		{ ".debug_str_offsets", unit->str_offsets.data,
			unit->str_offsets.size },
		{ ".debug_rnglists", unit->rnglists.data, unit->rnglists.size },
		{ ".debug_ranges", split->ranges, split->ranges_size },
		{ ".debug_addr", addr.data, addr.size },
	};

	return split_elf_make(&reading->file, sections,
		sizeof(sections) / sizeof(sections[0]));
}

static bool add_unit(struct split *split, Elf *elf, struct error *err)
{
	struct split_unit *units =
		array_room(split->units, split->unit_count + 1,
			&split->unit_capacity, sizeof(*units), err);

	if (units == NULL) {
		split_elf_free(elf);
		return false;
	}
	split->units = units;
	split->dwarf = dwarf_begin_elf(elf, DWARF_C_READ, NULL);
	units[split->unit_count++] = (struct split_unit){ elf, split->dwarf };
	return true;
}

/* The first entry of the unit's only split one. */
static void find_root(Dwarf *dwarf, Dwarf_Half *versionp, Dwarf_Die *splitp)
{
	Dwarf_CU *unit = NULL;
	Dwarf_Die root;
	uint8_t type;

	while (dwarf != NULL && dwarf_get_units(dwarf, unit, &unit, versionp,
					&type, &root, NULL) == 0) {
		if (type == DW_UT_split_compile) {
			*splitp = root;
			return;
		}
	}
}

bool split_take(struct reading *reading, const struct split_sections *unit,
	Dwarf_Die *root, Dwarf_Die *splitp, struct error *err)
{
	struct split *split = &reading->split;
	Elf *elf;

	if (split->ranges == NULL && !take_own_sections(reading, err)) {
		return false;
	}
	elf = make_elf(reading, unit, root);
	if (elf == NULL) {
		return fail(err, "out of memory");
	}
	if (!add_unit(split, elf, err)) {
		return false;
	}
	split->lists = unit->rnglists;
	split->base = 0;
	(void)dwarf_lowpc(root, &split->base);
	split->ranges_base =
		base_of(root, DW_AT_GNU_ranges_base, DW_AT_GNU_ranges_base);
	find_root(split->dwarf, &split->version, splitp);
	return true;
}

/* An index into the table of offsets behind the header of .debug_rnglists. */
static uint64_t list_offset(const struct reading *reading,
	struct section_bytes lists, uint64_t index)
{
	struct cursor cursor = section_cursor(lists, reading->file.big_endian);
	const unsigned size = cursor_number(&cursor, 4) == 0xffffffff ? 8 : 4;
	const uint64_t table = size == 8 ? 20 : 12;

	if (index >= lists.size) {
		return lists.size;
	}
	cursor = section_cursor(lists, reading->file.big_endian);
	cursor_skip(&cursor, table + index * size);
	return table + cursor_number(&cursor, size);
}

void split_ranges(const struct reading *reading, Dwarf_Die *entry,
	ptrdiff_t *atp, Dwarf_Addr *basep)
{
	const struct split *split = &reading->split;
	Dwarf_Attribute attr;
	Dwarf_Word value;

	*atp = 0;
	if (split->dwarf == NULL ||
		dwarf_cu_getdwarf(entry->cu) != split->dwarf ||
		dwarf_attr(entry, DW_AT_ranges, &attr) == NULL) {
		return;
	}
	*basep = split->base;
	if (dwarf_whatform(&attr) == DW_FORM_rnglistx) {
		struct cursor cursor = { attr.valp, entry_unit_end(entry),
			false, false };

		*atp = (ptrdiff_t)list_offset(
			reading, split->lists, cursor_uleb(&cursor));
	} else if (dwarf_formudata(&attr, &value) == 0) {
		*atp = (ptrdiff_t)value;
		if (split->version < 5) {
			*atp += (ptrdiff_t)split->ranges_base + SPLIT_RANGES;
		}
	}
}

void split_free(struct split *split)
{
	for (size_t i = 0; i < split->unit_count; i++) {
		(void)dwarf_end(split->units[i].dwarf);
		split_elf_free(split->units[i].elf);
	}
	free(split->units);
	free(split->ranges);
}
