/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "split.h"

#include <dwarf.h>
#include <stdlib.h>

#include "core/array.h"
#include "elf/split_file.h"
#include "reading.h"

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

/* The sections of the unit whose skeleton is ROOT, as an ELF. */
static Elf *make_elf(const struct reading *reading,
	const struct split_sections *unit, Dwarf_Die *root)
{
	const struct section_bytes addr = range_lists_addresses(reading, root);
	const struct split_section sections[] = {
		{ ".debug_info", unit->info.data, unit->info.size },
		{ ".debug_abbrev", unit->abbrev.data, unit->abbrev.size },
		{ ".debug_str", unit->str.data, unit->str.size },
		{ ".debug_str_offsets", unit->str_offsets.data,
			unit->str_offsets.size },
		{ ".debug_rnglists", unit->rnglists.data, unit->rnglists.size },
		{ ".debug_addr", addr.data, addr.size },
	};

	return split_elf_make(&reading->file, sections,
		sizeof(sections) / sizeof(sections[0]));
}

/* *DWARFP: what libdw reads ELF as, or NULL. */
static bool add_unit(
	struct split *split, Elf *elf, Dwarf **dwarfp, struct error *err)
{
	struct split_unit *units =
		array_room(split->units, split->unit_count + 1,
			&split->unit_capacity, sizeof(*units), err);

	if (units == NULL) {
		split_elf_free(elf);
		return false;
	}
	split->units = units;
	*dwarfp = dwarf_begin_elf(elf, DWARF_C_READ, NULL);
	units[split->unit_count++] = (struct split_unit){ elf, *dwarfp };
	return true;
}

bool split_take(struct reading *reading, const struct split_sections *unit,
	Dwarf_Die *root, Dwarf_Die *splitp, struct error *err)
{
	Elf *elf = make_elf(reading, unit, root);
	Dwarf *dwarf;
	Dwarf_CU *at = NULL;
	Dwarf_Die first;
	uint8_t type;

	if (elf == NULL) {
		return fail(err, "out of memory");
	}
	if (!add_unit(&reading->split, elf, &dwarf, err)) {
		return false;
	}
	while (dwarf != NULL && dwarf_get_units(dwarf, at, &at, NULL, &type,
					&first, NULL) == 0) {
		if (type == DW_UT_split_compile) {
			*splitp = first;
			return true;
		}
	}
	return true;
}

void split_free(struct split *split)
{
	for (size_t i = 0; i < split->unit_count; i++) {
		(void)dwarf_end(split->units[i].dwarf);
		split_elf_free(split->units[i].elf);
	}
	free(split->units);
}
