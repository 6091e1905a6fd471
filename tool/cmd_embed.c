/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdlib.h>

#include "build.h"
#include "command.h"
#include "reservation.h"

static bool embed(const struct options *options, const struct elf_file *file,
	struct buffer *table, struct error *err)
{
	struct reservation reservation;
	size_t count;

	return reservation_find(
		       file, options->selection.section, &reservation, err) &&
	       build_table(
		       options, file, reservation.addr, table, &count, err) &&
	       build_place(options, "embedded", build_format(options),
		       &reservation, table, count, err);
}

static bool run(const struct options *options, const struct elf_file *file,
	struct error *err)
{
	struct buffer table = { 0 };
	bool done = embed(options, file, &table, err);

	free(table.data);
	return done;
}

const struct command cmd_embed = {
	.name = "embed",
	.operands = "ELF",
	.summary =
		"builds a table of an ELF's symbols and writes it into the ELF",
	.details =
		"\nThe table goes into the reserved section, in place unless -o names another\n"
		"file. The file is replaced in one step, or left as it was on any error.\n",
	.options = "ofb" SELECTION_OPTIONS,
	.run = run,
};
