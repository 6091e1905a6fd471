/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A .dwo file whose unit libdw does not find: with type units of version 5 it
 * has several sections of one name, of which libdw reads one.
 */
#include <dwarf.h>
#include <string.h>

#include "core/array.h"
#include "elf/debug_section.h"
#include "elf/split_file.h"
#include "entry.h"
#include "path.h"
#include "reading.h"

/* Whether INFO begins with the split unit of ID, in 32-bit DWARF 5. */
static bool has_unit(struct section_bytes info, bool big_endian, uint64_t id)
{
	struct cursor cursor = section_cursor(info, big_endian);

	cursor_skip(&cursor, 4); /* its length */
	if (cursor_number(&cursor, 2) != 5 ||
		cursor_number(&cursor, 1) != DW_UT_split_compile) {
		return false;
	}
	cursor_skip(&cursor, 5); /* size of addresses, abbreviations */
	return cursor_number(&cursor, 8) == id && !cursor.overrun;
}

/* Sets what UNIT has of .debug_info; false: no section has the unit. */
static bool find_info(
	Elf *elf, bool big_endian, uint64_t id, struct split_sections *unit)
{
	struct section_bytes *info = &unit->info;
	Elf_Scn *scn = NULL;

	while (debug_section_next(
		elf, ".debug_info.dwo", &scn, &info->data, &info->size)) {
		if (has_unit(*info, big_endian, id)) {
			return true;
		}
	}
	return false;
}

/* Keeps ELF until READING ends. */
static bool keep(struct reading *reading, Elf *elf, struct error *err)
{
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): they are pointers */
	const size_t size = sizeof(*reading->dwos);
	Elf **all = array_room(reading->dwos, reading->dwo_count + 1,
		&reading->dwo_capacity, size, err);

	if (all == NULL) {
		split_elf_free(elf);
		return false;
	}
	reading->dwos = all;
	all[reading->dwo_count++] = elf;
	return true;
}

/* Looks in the file that the parts of a path name. */
static bool find_in(struct reading *reading, const char *const parts[3],
	uint64_t id, Dwarf_Die *root, Dwarf_Die *splitp, struct error *err)
{
	const bool big = reading->file.big_endian;
	struct split_sections unit;
	Elf *elf;

	if (!path_join(&reading->path, parts, 3, err) ||
		!buffer_append(&reading->path, "", 1, err)) {
		return false;
	}
	elf = split_elf_open((const char *)reading->path.data, big);
	if (elf == NULL) {
		return true;
	}
	unit = split_sections_of(elf);
	if (!find_info(elf, big, id, &unit)) {
		split_elf_free(elf);
		return true;
	}
	return keep(reading, elf, err) &&
	       split_take(reading, &unit, root, splitp, err);
}

/* The text of either attribute, or "". */
static const char *text_of(const struct reading *reading, Dwarf_Die *root,
	unsigned name, unsigned other)
{
	Dwarf_Attribute attr;
	const char *text =
		dwarf_attr(root, name, &attr) != NULL ||
				dwarf_attr(root, other, &attr) != NULL
			? entry_text(reading, root, &attr)
			: NULL;

	return text != NULL ? text : "";
}

bool dwo_find(struct reading *reading, uint64_t id, Dwarf_Die *root,
	Dwarf_Die *splitp, struct error *err)
{
	const char *name =
		text_of(reading, root, DW_AT_dwo_name, DW_AT_GNU_dwo_name);
	const char *const beside[] = { reading->file.path, "..", name };
	const char *const compiled[] = { text_of(reading, root, DW_AT_comp_dir,
						 DW_AT_comp_dir),
		".", name };

	if (name[0] == '\0') {
		return true;
	}
	return find_in(reading, beside, id, root, splitp, err) &&
	       (splitp->addr != NULL ||
		       find_in(reading, compiled, id, root, splitp, err));
}
