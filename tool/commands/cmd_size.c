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
	.summary = "prints the bytes that embed with the same options needs",
	.details =
		"\nThe ELF needs no reservation for that, save for --fit. With --map there need be no ELF.\n",
	.options = TAKES(OPTION_FORMAT) | TAKES(OPTION_BY_NAME) |
		   TAKES(OPTION_BY) | TAKES(OPTION_JSON) | TAKES_SPACE |
		   TAKES_SELECTION,
	.elf_optional = true,
	.run = run,
};
