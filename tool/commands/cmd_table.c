/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "build.h"
#include "command.h"
#include "elf/output.h"
#include "report.h"

static bool run(const struct options *options, const struct elf_file *file,
	struct error *err)
{
	struct build build = { 0 };
	const struct buffer *table = &build.table;
	bool done =
		build_alone(options, file, &build, err) &&
		output_bytes(options->output, table->data, table->size, err);

	if (done) {
		fprintf(report_stream(options),
			"wrote %zu symbol%s: %zu bytes\n", build.count,
			report_plural(build.count), table->size);
	}
	free(build.table.data);
	return done;
}

const struct command cmd_table = {
	.name = "table",
	.operands = "ELF -o FILE",
	.summary = "writes the table to a file of its own",
	.details =
		"\nFor a flash partition, a boot module, a raw image. Only a compact table can\n"
		"stand alone. With --map there need be no ELF.\n",
	.options = TAKES(OPTION_OUTPUT) | TAKES(OPTION_BY_NAME) | TAKES_LINES |
		   TAKES(OPTION_FIT) | TAKES_SELECTION,
	.needs_output = true,
	.elf_optional = true,
	.run = run,
};
