/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "build.h"
#include "command.h"

static bool run(const struct options *options, const struct elf_file *file,
	struct error *err)
{
	struct build build = { 0 };
	bool done = build_alone(options, file, &build, err);

	if (done) {
		printf("%zu\n", build.table.size);
	}
	free(build.table.data);
	return done;
}

const struct command cmd_size = {
	.name = "size",
	.operands = "ELF",
	.summary = "prints how many bytes embed needs with the same options",
	.details =
		"\nThe ELF needs no reservation, except for --fit. With --map no ELF is needed.\n",
	.options = "fb" SPACE_OPTIONS SELECTION_OPTIONS,
	.elf_optional = true,
	.run = run,
};
