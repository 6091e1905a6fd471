/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdlib.h>

#include "build.h"
#include "command.h"
#include "placing.h"

/* A table of another build, or of another machine, has a wrong name for all. */
static bool check_origin(const struct options *options,
	const struct elf_file *file, const struct table_format *format,
	const struct buffer *blob, struct error *err)
{
	struct origin table, elf;
	char other[ORIGIN_TEXT];

	if (options->force || format->origin == NULL) {
		return true;
	}
	format->origin(blob, &table);
	return origin_of_elf(file, &elf, err) &&
	       (origin_agrees(&table, &elf, other) ||
		       fail(err,
			       "%s: %s as %s has it; --force writes it anyway",
			       options->operands[0], other, options->path));
}

static bool patch(const struct options *options, const struct elf_file *file,
	struct place *place, struct buffer *blob, struct error *err)
{
	const struct table_format *format;
	const char *path = options->operands[0];
	uint64_t count;

	if (!placing_find(options, file, place, err) ||
		!buffer_read_file(blob, path, place->most, err)) {
		return false;
	}
	format = options->format != NULL ? options->format
					 : table_format_of(blob);
	return format->check(blob, &place->reservation, path, &count, err) &&
	       check_origin(options, file, format, blob, err) &&
	       build_place("patched", options, format, place, blob, count, err);
}

static bool run(const struct options *options, const struct elf_file *file,
	struct error *err)
{
	struct place place = { 0 };
	struct buffer blob = { 0 };
	bool done = patch(options, file, &place, &blob, err);

	free(blob.data);
	place_close(&place);
	return done;
}

const struct command cmd_patch = {
	.name = "patch",
	.operands = "ELF TABLE",
	.summary = "writes a table from a file into an ELF",
	.details =
		"\nA flat table must have been linked at the section's address; its number of\n"
		"symbols goes into NUM_KERNEL_SYMBOLS. A compact table is refused if its build id\n"
		"or machine differs from the ELF's; a missing build id is no difference.\n",
	.options = "ofsx",
	.least = 1,
	.most = 1,
	.run = run,
};
