/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "reservation.h"

static bool embed(const struct elf_file *file, const struct options *options,
	struct symbol_list *list, struct buffer *table, struct error *err)
{
	const struct table_format *format = options->format;
	const char *target =
		options->output != NULL ? options->output : options->path;
	struct reservation reservation;

	if (!reservation_find(
		    file, options->selection.section, &reservation, err) ||
		!select_symbols(file, &options->selection, list, err) ||
		!format->encode(list, file, reservation.addr, table, err) ||
		!reservation_fill(&reservation, table, format->counted,
			list->count, target, err)) {
		return false;
	}
	printf("embedded %zu symbols: %zu of %" PRIu64
	       " bytes in %s at 0x%" PRIx64 "\n",
		list->count, table->size, reservation.size, reservation.section,
		reservation.addr);
	return true;
}

static bool run(const struct options *options, struct error *err)
{
	struct symbol_list list = { 0 };
	struct buffer table = { 0 };
	struct elf_file file;
	bool done;

	if (!elf_file_open(&file, options->path, err)) {
		return false;
	}
	done = embed(&file, options, &list, &table, err);
	free(table.data);
	symbol_list_free(&list);
	elf_file_close(&file);
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
	.options = "of" SELECTION_OPTIONS,
	.run = run,
};
