/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdlib.h>

#include "build.h"
#include "command.h"
#include "place.h"

static bool patch(const struct options *options, const struct elf_file *file,
	struct place *place, struct buffer *blob, struct error *err)
{
	const struct table_format *format;
	const char *path = options->operands[0];
	uint64_t count;

	if (!place_find(place, options, file, err) ||
		!buffer_read_file(blob, path, place->most, err)) {
		return false;
	}
	format = options->format != NULL ? options->format
					 : table_format_of(blob);
	return format->check(blob, &place->reservation, path, &count, err) &&
	       build_place("patched", format, place, blob, count, err);
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
	.summary = "writes a table made elsewhere into an ELF",
	.details =
		"\nA flat table must have been linked at the section's address; its number of\n"
		"symbols goes into NUM_KERNEL_SYMBOLS.\n",
	.options = "ofs",
	.least = 1,
	.most = 1,
	.run = run,
};
