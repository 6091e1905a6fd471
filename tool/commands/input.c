/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "input.h"

#include <ksym_format.h>
#include <stdlib.h>

#include "elf_origin.h"
#include "image_refuse.h"
#include "kind.h"
#include "reserved.h"
#include "say.h"
#include "stand_in.h"

/* Notes how the table is not this ELF's. */
static bool compare_origins(struct input *input, struct error *err)
{
	struct origin table, elf;

	if (!table_origin(&input->table, &table)) {
		return true;
	}
	if (!origin_of_elf(&input->file, &elf, err)) {
		return false;
	}
	(void)origin_agrees(&table, &elf, input->other);
	return true;
}

/* A file that holds a table and nothing else. */
static bool open_file(struct table *table, const char *path, struct error *err)
{
	const struct table_source source = { .path = path };
	struct buffer bytes = { 0 };

	if (!buffer_read_file(&bytes, path, KSYM_SIZE_MAX, err)) {
		free(bytes.data);
		return false;
	}
	/* It may have changed since it was seen to be one. */
	if (table_format_of(&bytes)->magic == NULL) {
		free(bytes.data);
		return image_refuse(path, err);
	}
	return table_open(table, table_format_of(&bytes), &bytes, &source, err);
}

/* Opens the table in the ELF, or what stands in for it. */
static bool open_table(struct input *input, const struct options *options,
	bool stands_in, struct error *err)
{
	const struct elf_file *file = &input->file;
	bool stood_in = false;

	return (!stands_in || stand_in_open(&input->table, file, options,
				      &stood_in, err)) &&
	       (stood_in || (reservation_find(file, options->selection.section,
				     &input->reservation, err) &&
				    reserved_open(&input->reservation,
					    &input->table, err) &&
				    compare_origins(input, err)));
}

bool input_open(struct input *input, const struct options *options,
	bool stands_in, struct error *err)
{
	*input = (struct input){ .file = { .fd = -1 } };
	switch (file_kind(options->path)) {
	case FILE_TABLE:
		return open_file(&input->table, options->path, err);
	case FILE_OTHER:
		return image_refuse(options->path, err);
	default:
		/* elf_file_open says why one cannot be read. */
		break;
	}
	input->is_elf = true;
	if (!elf_file_open(&input->file, options->path, err)) {
		return false;
	}
	if ((options->debug_file != NULL &&
		    !elf_file_open_debug(
			    &input->file, options->debug_file, err)) ||
		!open_table(input, options, stands_in, err)) {
		input_close(input);
		return false;
	}
	return true;
}

void input_close(struct input *input)
{
	table_close(&input->table);
	elf_file_close(&input->file);
}

bool input_may_name(const struct input *input)
{
	if (input->other[0] == '\0') {
		return true;
	}
	say_note("%s: %s as the ELF has it: no address is named",
		input->table.path, input->other);
	return false;
}

bool input_has_lines(const struct input *input, struct error *err)
{
	return table_lines(&input->table) != LINES_OFF ||
	       fail(err,
		       "%s: the table has no lines; what helps: ksym %s --lines full",
		       input->table.path, input->is_elf ? "embed" : "table");
}
