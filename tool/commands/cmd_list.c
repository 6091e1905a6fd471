/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "frames.h"
#include "input.h"
#include "report.h"

/* The line of the symbol itself at its address; false: none is known. */
static bool find_line(const struct table *table, const struct symbol *symbol,
	struct table_frame *framep)
{
	bool found = false;

	*framep = (struct table_frame){ 0 };
	table->format->begin_frames(table, symbol->addr);
	while (table->format->next_frame(table, framep)) {
		found = framep->function == NULL && framep->file != NULL;
	}
	return found;
}

static json_t *json_symbol(
	const struct table *table, const struct symbol *symbol, bool lines)
{
	json_t *object = report_json_symbol(symbol, table->format->typed);
	struct table_frame frame;
	bool known;

	if (!lines) {
		return object;
	}
	known = find_line(table, symbol, &frame);
	(void)json_object_set_new(object, "file",
		known ? report_json_name(frame.file) : json_null());
	(void)json_object_set_new(object, "line",
		known ? report_json_number(frame.line) : json_null());
	(void)json_object_set_new(object, "approximate",
		json_boolean(known && frame.approximate));
	return object;
}

static bool print_json(const struct table *table, bool lines, struct error *err)
{
	struct report_array array = { 0 };

	for (size_t i = 0; i < table->format->count(table); i++) {
		struct symbol symbol;

		table->format->get(table, i, &symbol);
		report_array_item(&array, json_symbol(table, &symbol, lines));
	}
	return report_array_end(&array, err);
}

/* As nm -l does: behind a tab, which no name has. */
static void print_line(const struct table *table, const struct symbol *symbol)
{
	struct table_frame frame;

	if (find_line(table, symbol, &frame)) {
		putchar('\t');
		frames_print_place(stdout, &frame);
	}
}

static void print_text(const struct table *table, bool lines)
{
	for (size_t i = 0; i < table->format->count(table); i++) {
		struct symbol symbol;

		table->format->get(table, i, &symbol);
		printf("%0*" PRIx64 " %" PRIx64 " %c ",
			(int)table->word_size * 2, symbol.addr, symbol.size,
			report_letter(&symbol, table->format->typed));
		report_name(stdout, symbol.name);
		if (lines) {
			print_line(table, &symbol);
		}
		putchar('\n');
	}
}

static bool read_table(const struct options *options, const struct input *input,
	struct error *err)
{
	if (options->lines && !input_has_lines(input, err)) {
		return false;
	}
	if (options->json) {
		return print_json(&input->table, options->lines, err);
	}
	print_text(&input->table, options->lines);
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
		"stores no types. With --lines a tab and FILE:LINE of the address follow, as nm -l\n"
		"prints them; only the symbol's own line, not that of a call inlined there.\n",
	.options = TAKES(OPTION_SECTION) | TAKES(OPTION_LINES) |
		   TAKES(OPTION_JSON),
	.read = read_table,
};
