/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "input.h"
#include "report.h"

/* Every match, or an object whose address is null. */
static bool add_matches(
	struct report_array *array, const struct table *table, const char *name)
{
	struct symbol symbol;
	size_t from, i;

	for (from = 0; table->format->find(table, name, from, &i);
		from = i + 1) {
		table->format->get(table, i, &symbol);
		report_array_item(array,
			report_json_symbol(&symbol, table->format->typed));
	}
	if (from == 0) {
		report_array_item(
			array, json_pack("{s:n, s:o}", "address", "name",
				       report_json_name(name)));
	}
	return from != 0;
}

static bool print_matches(const struct table *table, const char *name)
{
	struct symbol symbol;
	size_t from, i;

	for (from = 0; table->format->find(table, name, from, &i);
		from = i + 1) {
		table->format->get(table, i, &symbol);
		printf("0x%" PRIx64 " ", symbol.addr);
		report_name(stdout, symbol.name);
		putchar('\n');
	}
	if (from == 0) {
		fputs("? ", stdout);
		report_name(stdout, name);
		putchar('\n');
	}
	return from != 0;
}

static bool find_text(const struct table *table, const struct options *options)
{
	bool all = true;

	for (int i = 0; i < options->operand_count; i++) {
		all = print_matches(table, options->operands[i]) && all;
	}
	return all;
}

static bool find_json(const struct table *table, const struct options *options,
	struct error *err)
{
	struct report_array array = { 0 };
	bool all = true;

	for (int i = 0; i < options->operand_count; i++) {
		all = add_matches(&array, table, options->operands[i]) && all;
	}
	return report_array_end(&array, err) && all;
}

static bool read_table(const struct options *options, const struct input *input,
	struct error *err)
{
	return options->json ? find_json(&input->table, options, err)
			     : find_text(&input->table, options);
}

const struct command cmd_find = {
	.name = "find",
	.operands = "ELF|TABLE NAME...",
	.summary = "finds names in a table",
	.details =
		"\nPrints `0xADDR NAME` for each symbol of that name, lowest address first. If\n"
		"there is none, prints `? NAME` and exits with status 1.\n",
	.options = "sj",
	.least = 1,
	.most = -1,
	.read = read_table,
};
