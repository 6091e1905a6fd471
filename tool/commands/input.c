/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "input.h"

#include "image.h"
#include "kind.h"
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

static bool open_embedded(
	struct input *input, const char *section, struct error *err)
{
	if (!reservation_find(
		    &input->file, section, &input->reservation, err)) {
		return false;
	}
	if (table_open(&input->table, &input->reservation, err)) {
		return compare_origins(input, err);
	}
	return table_is_erased(&input->reservation)
		       ? fail(err,
				 "%s: section %s holds no table yet: ksym embed %s first",
				 input->file.path, section, input->file.path)
		       : false;
}

/* Which symbols an ELF has, for people. */
static const char *answering(const struct elf_file *file)
{
	struct elf_section section;
	struct error ignored;

	return elf_file_section_by_name(file, ".symtab", &section, &ignored)
		       ? ".symtab"
		       : ".dynsym (stripped: --debug-file has more)";
}

/* Opens the ELF's table, or what stands in for it. */
static bool open_table(struct input *input, const struct options *options,
	bool stands_in, struct error *err)
{
	const char *const section = options->selection.section;
	const char *why;

	if (!stands_in || !stand_in_serves(&input->file, options, &why)) {
		return open_embedded(input, section, err);
	}
	if (!stand_in_open(&input->table, &input->file, options, err)) {
		return false;
	}
	if (why != NULL) {
		say_note(
			"%s: no table (%s %s): its %s answers; ksym embed %s puts a table in",
			options->path, why, section, answering(&input->file),
			options->path);
	}
	return true;
}

bool input_open(struct input *input, const struct options *options,
	bool stands_in, struct error *err)
{
	*input = (struct input){ .file = { .fd = -1 } };
	switch (file_kind(options->path)) {
	case FILE_TABLE:
		return table_open_file(&input->table, options->path, err);
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
