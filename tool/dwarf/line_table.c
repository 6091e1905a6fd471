/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "line_table.h"

#include <dwarf.h>
#include <inttypes.h>
#include <stdlib.h>

#include "core/array.h"
#include "lines.h"

/* A header while it is read. */
struct header {
	struct line_table *table;
	const struct line_sections *sections;
	struct cursor cursor;
	unsigned offset_size; /* 4, or 8 in 64-bit DWARF */
};

static bool wrong(const struct line_table *table, struct error *err,
	const char *what, uint64_t value)
{
	return fail(err,
		"line table at .debug_line+0x%" PRIx64 ": %s (%" PRIu64 ")",
		table->offset, what, value);
}

static bool add_directory(
	struct line_table *table, const char *name, struct error *err)
{
	const char **directories =
		array_room(table->directories, table->directory_count + 1,
			&table->directory_capacity, sizeof(*directories), err);

	if (directories == NULL) {
		return false;
	}
	table->directories = directories;
	directories[table->directory_count++] = name;
	return true;
}

bool line_table_add_file(struct line_table *table, const char *name,
	uint64_t directory, struct error *err)
{
	struct line_file *files =
		array_room(table->files, table->file_count + 1,
			&table->file_capacity, sizeof(*files), err);

	if (files == NULL) {
		return false;
	}
	table->files = files;
	files[table->file_count++] =
		(struct line_file){ name, directory, LINES_NONE };
	return true;
}

/* Directories and files of versions 2 to 4, each list ended by an empty name. */
static bool read_old_lists(struct header *header, struct error *err)
{
	struct line_table *table = header->table;
	struct cursor *cursor = &header->cursor;
	const char *name;

	/* Directory 0 is the unit's. */
	if (!add_directory(table, "", err)) {
		return false;
	}
	while (*(name = cursor_text(cursor)) != '\0') {
		if (!add_directory(table, name, err)) {
			return false;
		}
	}
	while (*(name = cursor_text(cursor)) != '\0') {
		const uint64_t directory = cursor_uleb(cursor);

		(void)cursor_uleb(cursor); /* the time of its last change */
		(void)cursor_uleb(cursor); /* its size */
		if (!line_table_add_file(table, name, directory, err)) {
			return false;
		}
	}
	return true;
}

/* One field of an entry of version 5: a text or a number. */
struct entry_field {
	const char *text;
	uint64_t number;
};

/* Bytes of a number of a fixed size. */
static unsigned data_size(uint64_t form)
{
	return form == DW_FORM_data1   ? 1
	       : form == DW_FORM_data2 ? 2
	       : form == DW_FORM_data4 ? 4
				       : 8;
}

/* False: no form that such a field has. */
static bool read_field(
	struct header *header, uint64_t form, struct entry_field *field)
{
	struct cursor *cursor = &header->cursor;
	const struct line_sections *sections = header->sections;

	*field = (struct entry_field){ 0 };
	switch (form) {
	case DW_FORM_string:
		field->text = cursor_text(cursor);
		return true;
	case DW_FORM_line_strp:
		field->text = section_text(sections->line_str,
			cursor_number(cursor, header->offset_size));
		return field->text != NULL;
	case DW_FORM_strp:
		field->text = section_text(sections->str,
			cursor_number(cursor, header->offset_size));
		return field->text != NULL;
	case DW_FORM_udata:
		field->number = cursor_uleb(cursor);
		return true;
	case DW_FORM_data1:
	case DW_FORM_data2:
	case DW_FORM_data4:
	case DW_FORM_data8:
		field->number = cursor_number(cursor, data_size(form));
		return true;
	case DW_FORM_data16:
		cursor_skip(cursor, 16);
		return true;
	case DW_FORM_block:
		cursor_skip(cursor, cursor_uleb(cursor));
		return true;
	default:
		return false;
	}
}

/* One directory or file, whose fields FORMATS lists as pairs. */
static bool read_entry(struct header *header, struct cursor formats,
	unsigned format_count, bool is_file, struct error *err)
{
	struct line_table *table = header->table;
	const char *name = "";
	uint64_t directory = 0;

	for (unsigned i = 0; i < format_count; i++) {
		const uint64_t content = cursor_uleb(&formats);
		const uint64_t form = cursor_uleb(&formats);
		struct entry_field field;

		if (!read_field(header, form, &field)) {
			return wrong(
				table, err, "a name of a wrong form", form);
		}
		if (content == DW_LNCT_path && field.text != NULL) {
			name = field.text;
		} else if (content == DW_LNCT_directory_index) {
			directory = field.number;
		}
	}
	return is_file ? line_table_add_file(table, name, directory, err)
		       : add_directory(table, name, err);
}

/* The list of directories or of files of version 5. */
static bool read_list(struct header *header, bool is_file, struct error *err)
{
	struct line_table *table = header->table;
	struct cursor *cursor = &header->cursor;
	const unsigned format_count = (unsigned)cursor_number(cursor, 1);
	const struct cursor formats = *cursor;
	uint64_t count;

	for (unsigned i = 0; i < 2 * format_count; i++) {
		(void)cursor_uleb(cursor);
	}
	count = cursor_uleb(cursor);
	/* Each takes a byte or more: a count of none can be no loop. */
	if (count > 0 && format_count == 0) {
		return wrong(table, err, "entries without fields", count);
	}
	for (uint64_t i = 0; i < count && !cursor->overrun; i++) {
		if (!read_entry(header, formats, format_count, is_file, err)) {
			return false;
		}
	}
	return true;
}

static bool read_lists(struct header *header, struct error *err)
{
	return header->table->version < 5
		       ? read_old_lists(header, err)
		       : read_list(header, false, err) &&
				 read_list(header, true, err);
}

/* The fields up to the lists, and the program's bounds. */
static bool read_fields(struct header *header, struct error *err)
{
	struct line_table *table = header->table;
	struct cursor *cursor = &header->cursor;
	uint64_t length;

	if (table->version >= 5) {
		cursor_skip(cursor, 2); /* sizes of addresses and segments */
	}
	length = cursor_number(cursor, header->offset_size);
	if (length > (uint64_t)(cursor->end - cursor->at)) {
		return wrong(
			table, err, "a header longer than the table", length);
	}
	table->program = *cursor;
	table->program.at += length;
	cursor->end = table->program.at;
	table->instruction = (unsigned)cursor_number(cursor, 1);
	table->operations =
		table->version >= 4 ? (unsigned)cursor_number(cursor, 1) : 1;
	table->operations += table->operations == 0;
	cursor_skip(cursor, 1); /* default_is_stmt */
	table->line_base = (int)cursor_number(cursor, 1);
	table->line_base -= table->line_base >= 0x80 ? 0x100 : 0;
	table->line_range = (unsigned)cursor_number(cursor, 1);
	table->opcode_base = (unsigned)cursor_number(cursor, 1);
	table->lengths = cursor->at;
	if (table->opcode_base == 0) {
		return wrong(table, err, "opcode_base", 0);
	}
	cursor_skip(cursor, table->opcode_base - 1);
	return true;
}

/* The first fields, which give the table's end. */
static bool read_length(
	struct header *header, uint64_t *leftp, struct error *err)
{
	struct line_table *table = header->table;
	struct cursor *cursor = &header->cursor;
	uint64_t length = cursor_number(cursor, 4);

	header->offset_size = length == 0xffffffff ? 8 : 4;
	if (header->offset_size == 8) {
		length = cursor_number(cursor, 8);
	}
	if (cursor->overrun || length > (uint64_t)(cursor->end - cursor->at)) {
		return wrong(
			table, err, "a length past the section's end", length);
	}
	if (length > *leftp) {
		return wrong(table, err, "tables overlap", length);
	}
	*leftp -= length;
	cursor->end = cursor->at + length;
	table->version = (unsigned)cursor_number(cursor, 2);
	return (table->version >= 2 && table->version <= 5) ||
	       wrong(table, err, "version, expected 2 to 5", table->version);
}

bool line_table_read(const struct line_sections *sections, uint64_t offset,
	const char *compilation, uint64_t *leftp, struct line_table *table,
	struct error *err)
{
	struct header header = {
		.table = table,
		.sections = sections,
		.cursor = { .big_endian = sections->big_endian },
	};

	*table = (struct line_table){ .offset = offset,
		.compilation = compilation };
	if (sections->line.data == NULL || offset >= sections->line.size) {
		return wrong(table, err, "past the section's end", offset);
	}
	header.cursor.at = sections->line.data + offset;
	header.cursor.end = sections->line.data + sections->line.size;
	return read_length(&header, leftp, err) && read_fields(&header, err) &&
	       read_lists(&header, err) &&
	       (!header.cursor.overrun ||
		       wrong(table, err, "a list past the header's end",
			       offset));
}

const char *line_table_compilation(const struct line_table *table)
{
	/* From version 5 on the table says it itself. */
	if (table->version >= 5 && table->directory_count > 0) {
		return table->directories[0];
	}
	return table->compilation != NULL ? table->compilation : "";
}

struct line_file *line_table_file(struct line_table *table, uint64_t number)
{
	/* Up to version 4 numbers begin with 1. */
	const uint64_t i = number - (table->version < 5);

	return i < table->file_count ? &table->files[i] : NULL;
}

void line_table_free(struct line_table *table)
{
	free(table->directories);
	free(table->files);
	*table = (struct line_table){ 0 };
}
