/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "build.h"
#include "command.h"

static bool run(const struct options *options, const struct elf_file *file,
	struct error *err)
{
	struct buffer table = { 0 };
	size_t count;
	/* A table's size does not depend on where it is linked. */
	bool done = build_table(options, file, 0, &table, &count, err);

	if (done) {
		printf("%zu\n", table.size);
	}
	free(table.data);
	return done;
}

const struct command cmd_size = {
	.name = "size",
	.operands = "ELF",
	.summary = "prints the bytes that embed with the same options needs",
	.details =
		"\nThe ELF needs no reservation for that. With --map there need be no ELF.\n",
	.options = "fb" SELECTION_OPTIONS,
	.elf_optional = true,
	.run = run,
};
