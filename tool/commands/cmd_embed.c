/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdlib.h>

#include "build.h"
#include "command.h"
#include "placing.h"

static bool embed(const struct options *options, const struct elf_file *file,
	struct place *place, struct build *build, struct error *err)
{
	return placing_find(options, file, place, err) &&
	       build_table(options, file, place, build, err) &&
	       build_place("embedded", options, placing_format(options), place,
		       &build->table, build->count, err);
}

static bool run(const struct options *options, const struct elf_file *file,
	struct error *err)
{
	struct place place = { 0 };
	struct build build = { 0 };
	bool done = embed(options, file, &place, &build, err);

	if (done) {
		fit_print(&build.fit, options->path);
	}
	free(build.table.data);
	place_close(&place);
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
	.options = TAKES(OPTION_OUTPUT) | TAKES(OPTION_FORMAT) |
		   TAKES(OPTION_BY_NAME) | TAKES_LINES | TAKES_SPACE |
		   TAKES_SELECTION,
	.run = run,
};
