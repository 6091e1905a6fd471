/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdlib.h>

#include "build.h"
#include "command.h"
#include "reservation.h"

static bool patch(const struct options *options, const struct elf_file *file,
	struct buffer *blob, struct error *err)
{
	const struct table_format *format;
	const char *path = options->operands[0];
	struct reservation reservation;
	uint64_t count;

	if (!reservation_find(
		    file, options->selection.section, &reservation, err) ||
		!buffer_read_file(blob, path, reservation.size, err)) {
		return false;
	}
	format = options->format != NULL ? options->format
					 : table_format_of(blob);
	return format->check(blob, &reservation, path, &count, err) &&
	       build_place(options, "patched", format, &reservation, blob,
		       count, err);
}

static bool run(const struct options *options, const struct elf_file *file,
	struct error *err)
{
	struct buffer blob = { 0 };
	bool done = patch(options, file, &blob, err);

	free(blob.data);
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
