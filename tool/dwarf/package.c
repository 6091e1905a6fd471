/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "package.h"

#include <stdlib.h>
#include <string.h>

#include "core/word.h"
#include "elf/split_file.h"
#include "reading.h"

/* Columns of the index: DW_SECT_*, alike in version 2, GNU's, and 5. */
enum column {
	INFO = 1,
	ABBREV = 3,
	STR_OFFSETS = 6,
	RNGLISTS = 8
};

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
	if (package->columns.size <
		4 * (uint64_t)package->column_count *
			(1 + 2 * (uint64_t)package->row_count)) {
		return true;
	}
	return read_slots(package, &cursor, slot_count, err);
}

/* Opens PATH.dwp, if there is one. */
static bool open_beside(
	struct reading *reading, const char *path, struct error *err)
{
	struct buffer *name = &reading->path;

	name->size = 0;
	if (!buffer_append(name, path, strlen(path), err) ||
		!buffer_append(name, ".dwp", sizeof(".dwp"), err)) {
		return false;
	}
	reading->package.elf = split_elf_open(
		(const char *)name->data, reading->file.big_endian);
	return true;
}

static bool open_package(struct reading *reading, struct error *err)
{
	struct package *package = &reading->package;

	package->tried = true;
	if (!open_beside(reading, reading->file.path, err) ||
		(package->elf == NULL &&
			!open_beside(reading, reading->image_path, err))) {
		return false;
	}
	if (package->elf == NULL) {
		return true;
	}
	package->whole = split_sections_of(package->elf);
	abbreviations_allow(reading, package->whole.abbrev);
	return read_index(
		reading, table_section(package->elf, ".debug_cu_index"), err);
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

bool package_find(struct reading *reading, uint64_t id, Dwarf_Die *root,
	Dwarf_Die *splitp, struct error *err)
{
	struct package *package = &reading->package;
	struct split_sections unit;
	uint32_t number, row;

	if (!package->tried && !open_package(reading, err)) {
		return false;
	}
	if (!interner_find(&package->ids, &id, sizeof(id), &number) ||
		package->rows[number] == 0) {
		return true;
	}
	/* Once only: a walk over each unit ends in the time that the file has. */
	row = package->rows[number] - 1;
	package->rows[number] = 0;
	unit = (struct split_sections){
		.info = piece(reading, row, INFO, package->whole.info),
		.abbrev = piece(reading, row, ABBREV, package->whole.abbrev),
		.str = package->whole.str,
		.str_offsets = piece(
			reading, row, STR_OFFSETS, package->whole.str_offsets),
		.rnglists =
			piece(reading, row, RNGLISTS, package->whole.rnglists),
	};
	return split_take(reading, &unit, root, splitp, err);
}

void package_free(struct package *package)
{
	free(package->rows);
	interner_free(&package->ids);
	split_elf_free(package->elf);
}
