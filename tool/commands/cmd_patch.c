/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdlib.h>

#include "build.h"
#include "command.h"
#include "elf_origin.h"
#include "formats/table.h"
#include "placing.h"

/* A table of another build, or of another machine, has a wrong name for all. */
static bool check_origin(const struct options *options,
	const struct elf_file *file, const struct table *table,
	struct error *err)
{
	struct origin origin, elf;
	char other[ORIGIN_TEXT];

	if (options->force || !table_origin(table, &origin)) {
		return true;
	}
	return origin_of_elf(file, &elf, err) &&
	       (origin_agrees(&origin, &elf, other) ||
		       fail(err,
			       "%s: %s as %s has it; --force writes it all the same",
			       table->path, other, options->path));
}

/* Opens the table, which is linked where PLACE is. */
static bool open_table(const struct options *options,
	const struct elf_file *file, const struct place *place,
	struct table *table, struct error *err)
{
	const struct table_source source = { .path = options->operands[0],
		.addr = place->reservation.addr,
		.word_size = file->word_size,
		.big_endian = file->big_endian };
	const struct table_format *format = options->format;
	struct buffer bytes = { 0 };

	if (!buffer_read_file(&bytes, source.path, place->capacity, err)) {
		free(bytes.data);
		return false;
	}
	if (format == NULL) {
		format = table_format_of(&bytes);
	}
	return table_open(table, format, &bytes, &source, err);
}

static bool patch(const struct options *options, const struct elf_file *file,
	struct place *place, struct table *table, struct error *err)
{
	return placing_find(options, file, place, err) &&
	       open_table(options, file, place, table, err) &&
	       table_check(table, err) &&
	       check_origin(options, file, table, err) &&
	       build_place("patched", options, table->format, place,
		       &table->bytes, table->format->count(table), err);
}

static bool run(const struct options *options, const struct elf_file *file,
	struct error *err)
{
	struct place place = { 0 };
	struct table table = { 0 };
	bool done = patch(options, file, &place, &table, err);

	table_close(&table);
	place_close(&place);
	return done;
}

const struct command cmd_patch = {
	.name = "patch",
	.operands = "ELF TABLE",
	.summary = "writes a table from a file into an ELF",
	.details =
		"\nA flat table must have been linked at the section's address; its number of\n"
		"symbols goes into NUM_KERNEL_SYMBOLS. A compact table whose build id or machine\n"
		"is another than the ELF's is refused; where one of them has none, it is taken.\n",
	.options = TAKES(OPTION_OUTPUT) | TAKES(OPTION_FORMAT) |
		   TAKES(OPTION_SECTION) | TAKES(OPTION_FORCE),
	.least = 1,
	.most = 1,
	.run = run,
};
