/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "package.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#include "core/array.h"
#include "core/word.h"
#include "entry.h"
#include "reading.h"

/* Columns of the index: DW_SECT_*, alike in version 2, GNU's, and 5. */
enum column {
	INFO = 1,
	ABBREV = 3,
	STR_OFFSETS = 6,
	RNGLISTS = 8
};

/* The ELF's sections that split units refer to. */
static bool take_own_sections(struct reading *reading, struct error *err)
{
	struct package *package = &reading->package;
	Elf *elf = dwarf_getelf(reading->dwarf);
	const struct section_bytes ranges = table_section(elf, ".debug_ranges");

	package->addr = table_section(elf, ".debug_addr");
	package->ranges_size = PACKAGE_RANGES + ranges.size;
	package->ranges = calloc(1, package->ranges_size);
	if (package->ranges == NULL) {
		return fail(err, "out of memory");
	}
	if (ranges.size > 0) {
		memcpy(package->ranges + PACKAGE_RANGES, ranges.data,
			ranges.size);
	}
	return true;
}

/* Ids by row. Of slots with one id the first holds. */
static bool read_slots(struct package *package, struct cursor *slots,
	uint32_t count, struct error *err)
{
	struct cursor rows = *slots;

	cursor_skip(&rows, (uint64_t)count * 8);
	package->rows = calloc((size_t)count + 1, sizeof(*package->rows));
	if (package->rows == NULL) {
		return fail(err, "out of memory");
	}
	for (uint32_t i = 0; i < count; i++) {
		const uint64_t id = cursor_number(slots, 8);
		const uint32_t row = (uint32_t)cursor_number(&rows, 4);
		uint32_t number;

		if (row == 0 || row > package->row_count) {
			continue;
		}
		if (!intern(&package->ids, &id, sizeof(id), &number, err)) {
			return false;
		}
		if (package->rows[number] == 0) {
			package->rows[number] = row;
		}
	}
	return true;
}

/* An index that is cut off has no units. */
static bool read_index(
	struct reading *reading, struct section_bytes index, struct error *err)
{
	struct package *package = &reading->package;
	struct cursor cursor = section_cursor(index, reading->file.big_endian);
	uint32_t slot_count;
	uint64_t left;

	cursor_skip(&cursor, 4); /* the version; units have it too */
	package->column_count = (uint32_t)cursor_number(&cursor, 4);
	package->row_count = (uint32_t)cursor_number(&cursor, 4);
	slot_count = (uint32_t)cursor_number(&cursor, 4);
	left = (uint64_t)(cursor.end - cursor.at);
	if (cursor.overrun || package->column_count > 16 ||
		slot_count > left / 12 || package->row_count > index.size / 8) {
		return true;
	}
	package->columns.data = cursor.at + (size_t)slot_count * 12;
	package->columns.size = left - (size_t)slot_count * 12;
	if (package->columns.size < 4 * (uint64_t)package->column_count *
					    (1 + 2 * package->row_count)) {
		return true;
	}
	return read_slots(package, &cursor, slot_count, err);
}

/* PATH.dwp; false: it cannot be opened, or ERR has an error. */
static bool open_beside(
	struct reading *reading, const char *path, struct error *err)
{
	struct buffer *name = &reading->path;

	name->size = 0;
	return buffer_append(name, path, strlen(path), err) &&
	       buffer_append(name, ".dwp", sizeof(".dwp"), err) &&
	       split_file_open(&reading->package.file, (const char *)name->data,
		       reading->file.big_endian);
}

static bool open_package(struct reading *reading, struct error *err)
{
	struct package *package = &reading->package;
	Elf *elf;

	package->tried = true;
	if (!open_beside(reading, reading->file.path, err) &&
		!open_beside(reading, reading->image_path, err)) {
		return true;
	}
	elf = package->file.elf;
	package->info = table_section(elf, ".debug_info.dwo");
	package->abbrev = table_section(elf, ".debug_abbrev.dwo");
	package->str = table_section(elf, ".debug_str.dwo");
	package->str_offsets = table_section(elf, ".debug_str_offsets.dwo");
	package->rnglists = table_section(elf, ".debug_rnglists.dwo");
	return take_own_sections(reading, err) &&
	       read_index(reading, table_section(elf, ".debug_cu_index"), err);
}

/* What ROW has of a column's section; all of that if there is no column. */
static struct section_bytes piece(const struct reading *reading, uint32_t row,
	enum column column, struct section_bytes whole)
{
	const struct package *package = &reading->package;
	const bool big = reading->file.big_endian;
	const unsigned char *data = package->columns.data;
	const size_t count = package->column_count;

	/* Row 0 of the offsets has the columns' sections. */
	for (size_t i = 0; i < count; i++) {
		const unsigned char *offset =
			data + 4 * (count * ((size_t)row + 1) + i);
		const unsigned char *size =
			offset + 4 * count * package->row_count;

		if (word_load(data + 4 * i, 4, big) == column) {
			return section_part(whole, word_load(offset, 4, big),
				word_load(size, 4, big));
		}
	}
	return whole;
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
	const struct package *package, Dwarf_Die *root)
{
	const uint64_t base =
		base_of(root, DW_AT_addr_base, DW_AT_GNU_addr_base);

	return section_part(package->addr, base, package->addr.size - base);
}

/* The sections of ROW's unit, as an ELF; its lists of ranges are kept. */
static Elf *make_elf(struct reading *reading, uint32_t row, Dwarf_Die *root)
{
	struct package *package = &reading->package;
	const struct section_bytes info =
		piece(reading, row, INFO, package->info);
	const struct section_bytes abbrev =
		piece(reading, row, ABBREV, package->abbrev);
	const struct section_bytes offsets =
		piece(reading, row, STR_OFFSETS, package->str_offsets);
	const struct section_bytes lists =
		piece(reading, row, RNGLISTS, package->rnglists);
	const struct section_bytes addr = addresses(package, root);
	const struct split_section sections[] = {
		{ ".debug_info", info.data, info.size },
		{ ".debug_abbrev", abbrev.data, abbrev.size },
		{ ".debug_str", package->str.data, package->str.size },
		{ ".debug_str_offsets", offsets.data, offsets.size },
		{ ".debug_rnglists", lists.data, lists.size },
		{ ".debug_ranges", package->ranges, package->ranges_size },
		{ ".debug_addr", addr.data, addr.size },
	};

	package->lists = lists;
	return split_elf_make(&reading->file, sections,
		sizeof(sections) / sizeof(sections[0]));
}

static bool add_unit(struct package *package, Elf *elf, struct error *err)
{
	struct packaged *units =
		array_room(package->units, package->unit_count + 1,
			&package->unit_capacity, sizeof(*units), err);

	if (units == NULL) {
		split_elf_free(elf);
		return false;
	}
	package->units = units;
	package->dwarf = dwarf_begin_elf(elf, DWARF_C_READ, NULL);
	units[package->unit_count++] = (struct packaged){ elf, package->dwarf };
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

/* The unit of ROW, whose skeleton is ROOT, becomes the one at hand. */
static bool take_unit(struct reading *reading, uint32_t row, Dwarf_Die *root,
	Dwarf_Die *splitp, struct error *err)
{
	struct package *package = &reading->package;
	Elf *elf = make_elf(reading, row, root);

	if (elf == NULL) {
		return fail(err, "out of memory");
	}
	if (!add_unit(package, elf, err)) {
		return false;
	}
	package->base = 0;
	(void)dwarf_lowpc(root, &package->base);
	package->ranges_base =
		base_of(root, DW_AT_GNU_ranges_base, DW_AT_GNU_ranges_base);
	find_root(package->dwarf, &package->version, splitp);
	return true;
}

bool package_find(struct reading *reading, uint64_t id, Dwarf_Die *root,
	Dwarf_Die *splitp, struct error *err)
{
	struct package *package = &reading->package;
	uint32_t number, row;

	*splitp = (Dwarf_Die){ .addr = NULL };
	if (!package->tried && !open_package(reading, err)) {
		return false;
	}
	if (!interner_find(&package->ids, &id, sizeof(id), &number) ||
		package->rows[number] == 0) {
		return true;
	}
	/* Once only: a walk over each unit ends in the time that the file has. */
	row = package->rows[number];
	package->rows[number] = 0;
	return take_unit(reading, row - 1, root, splitp, err);
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

void package_ranges(const struct reading *reading, Dwarf_Die *entry,
	ptrdiff_t *atp, Dwarf_Addr *basep)
{
	const struct package *package = &reading->package;
	struct section_bytes lists = package->lists;
	Dwarf_Attribute attr;
	Dwarf_Word value;

	*atp = 0;
	if (package->dwarf == NULL ||
		dwarf_cu_getdwarf(entry->cu) != package->dwarf ||
		dwarf_attr(entry, DW_AT_ranges, &attr) == NULL) {
		return;
	}
	*basep = package->base;
	if (dwarf_whatform(&attr) == DW_FORM_rnglistx) {
		struct cursor cursor = { attr.valp, entry_unit_end(entry),
			false, false };

		*atp = (ptrdiff_t)list_offset(
			reading, lists, cursor_uleb(&cursor));
	} else if (dwarf_formudata(&attr, &value) == 0) {
		*atp = (ptrdiff_t)value;
		if (package->version < 5) {
			*atp += (ptrdiff_t)package->ranges_base +
				PACKAGE_RANGES;
		}
	}
}

void package_free(struct package *package)
{
	for (size_t i = 0; i < package->unit_count; i++) {
		(void)dwarf_end(package->units[i].dwarf);
		split_elf_free(package->units[i].elf);
	}
	free(package->units);
	free(package->rows);
	free(package->ranges);
	interner_free(&package->ids);
	split_file_close(&package->file);
}
