/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "input.h"
#include "progress.h"
#include "report.h"
#include "segments.h"
#include "verify.h"

struct differences {
	uint64_t count;
	json_t *lines; /* NULL: print each */
};

static void take_difference(const char *text, void *context)
{
	struct differences *differences = context;

	progress_end();
	differences->count++;
	if (differences->lines != NULL) {
		(void)json_array_append_new(
			differences->lines, report_json_name(text));
	} else {
		report_name(stdout, text);
		putchar('\n');
	}
}

/* A table that stores no types and flags is not held against them. */
static void forget_kinds(struct symbol_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		list->symbols[i].type = 0;
		list->symbols[i].flags = 0;
	}
}

static bool read_expected(const struct options *options,
	const struct input *input, struct symbol_list *expected,
	struct error *err)
{
	if (!select_symbols(input->is_elf ? &input->file : NULL,
		    &options->selection, expected, err)) {
		return false;
	}
	if (!input->table.format->typed) {
		forget_kinds(expected);
	}
	return true;
}

static bool verify(const struct options *options, const struct input *input,
	struct symbol_list *expected, struct error *err)
{
	struct differences differences = { .lines = options->json ? json_array()
								  : NULL };

	if (!input->is_elf && options->selection.map == NULL) {
		json_decref(differences.lines);
		return fail(err,
			"%s: not an ELF, expected one, or --map to hold it against",
			options->path);
	}
	if ((input->is_elf && !segments_check(&input->file, err)) ||
		!read_expected(options, input, expected, err) ||
		!verify_table(&input->table, expected, take_difference,
			&differences, err)) {
		json_decref(differences.lines);
		return false;
	}
	if (options->json &&
		!report_json(json_pack("{s:I, s:o}", "symbols",
				     (json_int_t)expected->count, "differences",
				     differences.lines),
			err)) {
		return false;
	}
	if (differences.count > 0) {
		return fail(err,
			"%s: the table has %" PRIu64
			" differences from the symbols it was made of",
			options->path, differences.count);
	}
	if (!options->json) {
		printf("verified %zu symbols\n", expected->count);
	}
	return true;
}

static bool read_table(const struct options *options, const struct input *input,
	struct error *err)
{
	struct symbol_list expected = { 0 };
	bool done;

	progress_begin();
	done = verify(options, input, &expected, err);

	symbol_list_free(&expected);
	return done;
}

const struct command cmd_verify = {
	.name = "verify",
	.operands = "ELF|TABLE",
	.summary = "holds a table against the symbols it should hold",
	.details =
		"\nChecks every symbol at its first, middle and last byte, every gap and every\n"
		"name; prints a line a difference, and then leaves with status 1. Give it the\n"
		"selection options that embed was given.\n",
	.options = "j" SELECTION_OPTIONS,
	.read = read_table,
};
