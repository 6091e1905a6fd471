/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>

#include "command.h"

static bool run(const struct options *options, struct error *err)
{
	struct symbol_list list = { 0 };
	struct buffer table = { 0 };
	struct elf_file file;
	bool done;

	if (!elf_file_open(&file, options->path, err)) {
		return false;
	}
	/* A table's size does not depend on where it is linked. */
	done = select_symbols(&file, &options->selection, &list, err) &&
	       options->format->encode(&list, &file, 0, &table, err);
	if (done) {
		printf("%zu\n", table.size);
	}
	free(table.data);
	symbol_list_free(&list);
	elf_file_close(&file);
	return done;
}

const struct command cmd_size = {
	.name = "size",
	.operands = "ELF",
	.summary = "prints the bytes that embed with the same options needs",
	.details = "\nThe ELF needs no reservation for that.\n",
	.options = "f" SELECTION_OPTIONS,
	.run = run,
};
