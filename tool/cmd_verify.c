/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "embedded.h"
#include "report.h"
#include "verify.h"

struct differences {
	uint64_t count;
	json_t *lines; /* NULL: print each */
};

static void take_difference(const char *text, void *context)
{
	struct differences *differences = context;

	differences->count++;
	if (differences->lines != NULL) {
		(void)json_array_append_new(
			differences->lines, report_json_name(text));
	} else {
		report_name(stdout, text);
		putchar('\n');
	}
}

static bool verify(const struct options *options,
	const struct embedded *embedded, struct symbol_list *expected,
	struct error *err)
{
	struct differences differences = { .lines = options->json ? json_array()
								  : NULL };

	if (!select_symbols(
		    &embedded->file, &options->selection, expected, err) ||
		!verify_table(&embedded->table, expected, take_difference,
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
			"%s: section %s: %" PRIu64
			" differences from the ELF's symbols",
			options->path, options->selection.section,
			differences.count);
	}
	if (!options->json) {
		printf("verified %zu symbols\n", expected->count);
	}
	return true;
}

static bool read_table(const struct options *options,
	const struct embedded *embedded, struct error *err)
{
	struct symbol_list expected = { 0 };
	bool done = verify(options, embedded, &expected, err);

	symbol_list_free(&expected);
	return done;
}

const struct command cmd_verify = {
	.name = "verify",
	.operands = "ELF",
	.summary = "holds the embedded table against the ELF's symbols",
	.details =
		"\nChecks every symbol at its first, middle and last byte, every gap and every\n"
		"name; prints a line a difference, and then leaves with status 1. Give it the\n"
		"selection options that embed was given.\n",
	.options = "j" SELECTION_OPTIONS,
	.read = read_table,
};
