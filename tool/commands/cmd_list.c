/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "input.h"
#include "report.h"

static bool print_json(const struct table *table, struct error *err)
{
	struct report_array array = { 0 };

	for (size_t i = 0; i < table->format->count(table); i++) {
		struct symbol symbol;

		table->format->get(table, i, &symbol);
		report_array_item(&array,
			report_json_symbol(&symbol, table->format->typed));
	}
	return report_array_end(&array, err);
}

static void print_text(const struct table *table)
{
	for (size_t i = 0; i < table->format->count(table); i++) {
		struct symbol symbol;

		table->format->get(table, i, &symbol);
		printf("%0*" PRIx64 " %" PRIx64 " %c ",
			(int)table->word_size * 2, symbol.addr, symbol.size,
			report_letter(&symbol, table->format->typed));
		report_name(stdout, symbol.name);
		putchar('\n');
	}
}

static bool read_table(const struct options *options, const struct input *input,
	struct error *err)
{
	if (options->json) {
		return print_json(&input->table, err);
	}
	print_text(&input->table);
	return true;
}

const struct command cmd_list = {
	.name = "list",
	.operands = "ELF|TABLE",
	.summary = "prints the symbols of a table",
	.details =
		"\nA symbol a line: ADDR SIZE TYPE NAME, the numbers hexadecimal, ascending by\n"
		"address. TYPE is nm's letter, or one that nm leaves for a label in code (L l k,\n"
		"F f j, O o q), so that --map reads the list back; ? for a flat table, which\n"
		"stores no types.\n",
	.options = TAKES(OPTION_SECTION) | TAKES(OPTION_JSON),
	.read = read_table,
};
