/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "reading.h"

#include <dwarf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/array.h"
#include "elf/debug_section.h"
#include "entry.h"
#include "path.h"

#define NO_TABLE UINT32_MAX

struct section_bytes table_section(Elf *elf, const char *name)
{
	struct section_bytes bytes = { 0 };

	return debug_section_bytes(elf, name, &bytes.data, &bytes.size)
		       ? bytes
		       : (struct section_bytes){ 0 };
}

static bool ends(struct section_bytes section)
{
	return section.size == 0 || section.data[section.size - 1] == '\0';
}

/* libdw takes it for granted. */
static bool check_sections(struct reading *reading, Elf *elf,
	const struct line_sections *lines, struct error *err)
{
	if (!debug_sections_are_bytes(elf)) {
		return fail_unit(reading, err,
			"%s: a section with DWARF has a wrong type, expected PROGBITS",
			reading->file.path);
	}
	return (ends(lines->str) && ends(lines->line_str)) ||
	       fail_unit(reading, err,
		       "%s: .debug_str or .debug_line_str does not end with a NUL",
		       reading->file.path);
}

static struct dwarf_sections sections_of(Elf *elf, bool big_endian)
{
	return (struct dwarf_sections){
		.lines = {
			.line = table_section(elf, ".debug_line"),
			.str = table_section(elf, ".debug_str"),
			.line_str = table_section(elf, ".debug_line_str"),
			.big_endian = big_endian,
		},
		.info = table_section(elf, ".debug_info"),
		.types = table_section(elf, ".debug_types"),
		.abbrev = table_section(elf, ".debug_abbrev"),
		.ranges = table_section(elf, ".debug_ranges"),
		.rnglists = table_section(elf, ".debug_rnglists"),
		.addr = table_section(elf, ".debug_addr"),
	};
}

bool table_take_sections(
	struct reading *reading, Dwarf *dwarf, struct error *err)
{
	Elf *elf = dwarf_getelf(dwarf);
	struct dwarf_sections *all, sections;

	if (table_sections(reading, dwarf) != NULL) {
		return true;
	}
	sections = sections_of(elf, reading->file.big_endian);
	if (!check_sections(reading, elf, &sections.lines, err)) {
		return false;
	}
	all = array_room(reading->sections, reading->section_count + 1,
		&reading->section_capacity, sizeof(*all), err);
	if (all == NULL) {
		return false;
	}
	reading->sections = all;
	all[reading->section_count] = sections;
	/* Tables do not overlap. */
	reading->table_left += sections.lines.line.size;
	return address_map_set(&reading->sections_by_dwarf, dwarf,
		(uint32_t)reading->section_count++, err);
}

const struct dwarf_sections *table_sections(
	const struct reading *reading, Dwarf *dwarf)
{
	uint32_t number;

	return address_map_get(&reading->sections_by_dwarf, dwarf, &number)
		       ? &reading->sections[number]
		       : NULL;
}

static bool add_table(struct reading *reading, const struct line_table *table,
	uint32_t *numberp, struct error *err)
{
	/* NOLINTNEXTLINE(bugprone-sizeof-expression): they are pointers */
	const size_t size = sizeof(*reading->tables);
	struct line_table **all = array_room(reading->tables,
		reading->table_count + 1, &reading->table_capacity, size, err);
	struct line_table *kept = malloc(sizeof(*kept));

	if (all == NULL || kept == NULL) {
		reading->tables = all != NULL ? all : reading->tables;
		free(kept);
		return fail(err, "out of memory");
	}
	reading->tables = all;
	*kept = *table;
	*numberp = (uint32_t)reading->table_count;
	all[reading->table_count++] = kept;
	return true;
}

/* Reads the table at OFFSET, which units may share. */
static bool read_table(struct reading *reading,
	const struct line_sections *sections, uint64_t offset,
	const char *compilation, uint32_t *numberp, struct error *err)
{
	const unsigned char *place = sections->line.data + offset;
	struct line_table table;

	if (address_map_get(&reading->tables_by_place, place, numberp)) {
		struct line_table *shared = reading->tables[*numberp];

		if (shared->compilation == NULL) {
			shared->compilation = compilation;
		}
		return true;
	}
	if (!line_table_read(sections, offset, compilation,
		    &reading->table_left, &table, err)) {
		line_table_free(&table);
		reading->bad = true;
		return false;
	}
	if (!add_table(reading, &table, numberp, err)) {
		line_table_free(&table);
		return false;
	}
	return address_map_set(&reading->tables_by_place, place, *numberp, err);
}

/* The table that ROOT names; *NUMBERP: its number, or NO_TABLE. */
static bool find_table(struct reading *reading, Dwarf_Die *root,
	uint32_t *numberp, struct error *err)
{
	Dwarf_Attribute attr;
	Dwarf_Word offset;
	const struct dwarf_sections *sections =
		table_sections(reading, dwarf_cu_getdwarf(root->cu));
	const char *compilation;

	*numberp = NO_TABLE;
	if (sections == NULL ||
		dwarf_attr(root, DW_AT_stmt_list, &attr) == NULL ||
		dwarf_formudata(&attr, &offset) != 0) {
		return true;
	}
	compilation = dwarf_attr(root, DW_AT_comp_dir, &attr) != NULL
			      ? entry_text(reading, root, &attr)
			      : NULL;
	if (offset >= sections->lines.line.size) {
		return fail_unit(reading, err,
			"its line table at 0x%" PRIx64
			" is past the end of .debug_line (0x%zx bytes)",
			(uint64_t)offset, sections->lines.line.size);
	}
	return read_table(
		reading, &sections->lines, offset, compilation, numberp, err);
}

bool table_of_unit(struct reading *reading, Dwarf_CU *unit,
	struct line_table **tablep, struct error *err)
{
	Dwarf_Die root;
	uint32_t number = NO_TABLE;

	if (!address_map_get(&reading->tables_by_unit, unit, &number)) {
		/* One that cannot be read is none, if it is asked for again. */
		if (!address_map_set(
			    &reading->tables_by_unit, unit, NO_TABLE, err) ||
			(dwarf_cu_info(unit, NULL, NULL, &root, NULL, NULL,
				 NULL, NULL) == 0 &&
				!find_table(reading, &root, &number, err)) ||
			!address_map_set(
				&reading->tables_by_unit, unit, number, err)) {
			return false;
		}
	}
	*tablep = number != NO_TABLE ? reading->tables[number] : NULL;
	return true;
}

bool table_share(struct reading *reading, Dwarf_CU *unit, Dwarf_CU *split,
	struct error *err)
{
	uint32_t number = NO_TABLE;

	(void)address_map_get(&reading->tables_by_unit, unit, &number);
	return address_map_set(&reading->tables_by_unit, split, number, err);
}

bool table_path(struct reading *reading, struct line_table *table,
	uint64_t number, uint32_t *pathp, struct error *err)
{
	struct line_file *file =
		table != NULL ? line_table_file(table, number) : NULL;
	const char *parts[3];

	*pathp = LINES_NONE;
	if (file == NULL) {
		return true;
	}
	if (file->path == LINES_NONE) {
		parts[0] = line_table_compilation(table);
		parts[1] = file->directory < table->directory_count &&
					   file->directory > 0
				   ? table->directories[file->directory]
				   : "";
		parts[2] = file->name;
		/* What is joined may become shorter, or nothing. */
		if (!text_spend_all(reading, parts, 3, err) ||
			!path_join(&reading->path, parts, 3, err) ||
			(reading->path.size > 0 &&
				!intern(&reading->paths, reading->path.data,
					reading->path.size, &file->path,
					err))) {
			return false;
		}
	}
	*pathp = file->path;
	return true;
}
