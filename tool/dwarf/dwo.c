/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The .dwo files of split units. With type units of version 5 they have several
 * sections of one name, of which libdw reads one: then it is done here.
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
	abbreviations_allow(reading, unit.abbrev);
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

/* Looks beside the program, then where the unit was compiled. */
static bool find_own(struct reading *reading, uint64_t id, Dwarf_Die *root,
	Dwarf_Die *splitp, struct error *err)
{
	const char *name =
		text_of(reading, root, DW_AT_dwo_name, DW_AT_GNU_dwo_name);
	const char *const beside[] = { reading->file.path, "..", name };
	const char *const compiled[] = { text_of(reading, root, DW_AT_comp_dir,
						 DW_AT_comp_dir),
		".", name };

	return find_in(reading, beside, id, root, splitp, err) &&
	       (splitp->addr != NULL ||
		       find_in(reading, compiled, id, root, splitp, err));
}

/* The number of the file that ROOT names, which may be new. */
static bool number_file(struct reading *reading, Dwarf_Die *root,
	uint32_t *numberp, struct error *err)
{
	const char *const parts[] = {
		text_of(reading, root, DW_AT_comp_dir, DW_AT_comp_dir), ".",
		text_of(reading, root, DW_AT_dwo_name, DW_AT_GNU_dwo_name)
	};
	bool *lost;

	if (!text_spend_all(reading, parts, 3, err) ||
		!path_join(&reading->path, parts, 3, err) ||
		!intern(&reading->dwo_names, reading->path.data,
			reading->path.size, numberp, err)) {
		return false;
	}
	lost = array_room(reading->dwo_lost, reading->dwo_names.count,
		&reading->dwo_lost_capacity, sizeof(*lost), err);
	if (lost == NULL) {
		return false;
	}
	reading->dwo_lost = lost;
	return true;
}

/* Spends the units before SPLIT, which libdw made anew to find it. */
static void spend_units(struct reading *reading, const Dwarf_Die *split)
{
	Dwarf *dwarf = dwarf_cu_getdwarf(split->cu);
	Dwarf_CU *unit = NULL;

	while (dwarf_get_units(dwarf, unit, &unit, NULL, NULL, NULL, NULL) ==
			0 &&
		unit != split->cu && reading->dwo_units_left > 0) {
		reading->dwo_units_left--;
	}
}

/*
 * libdw opens a file anew for each unit that names it. So one that was looked
 * for in vain is not looked for again, and others cost units.
 */
bool dwo_find(struct reading *reading, uint64_t id, Dwarf_Die *root,
	Dwarf_Die *splitp, struct error *err)
{
	const size_t known = reading->dwo_names.count;
	uint32_t number;
	bool is_new;

	if (!number_file(reading, root, &number, err)) {
		return false;
	}
	is_new = number >= known;
	if (is_new) {
		reading->dwo_lost[number] = false;
	} else if (reading->dwo_lost[number]) {
		return true;
	} else if (reading->dwo_units_left == 0) {
		return fail_unit(reading, err,
			"a .dwo file of more units than the file's size allows");
	}
	if (dwarf_cu_info(root->cu, NULL, NULL, NULL, splitp, NULL, NULL,
		    NULL) != 0) {
		return fail_unit(reading, err, "%s", dwarf_errmsg(-1));
	}
	if (splitp->addr != NULL) {
		if (is_new) {
			abbreviations_allow(reading,
				table_section(dwarf_getelf(dwarf_cu_getdwarf(
						      splitp->cu)),
					".debug_abbrev"));
		} else {
			spend_units(reading, splitp);
		}
		return true;
	}
	if (is_new && !find_own(reading, id, root, splitp, err)) {
		return false;
	}
	reading->dwo_lost[number] = splitp->addr == NULL;
	return true;
}
