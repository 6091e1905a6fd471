/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "image.h"
#include "input.h"
#include "progress.h"
#include "report.h"
#include "elf/segments.h"
#include "verify.h"
#include "verify_selection.h"

/* What was found, to be printed in the end. */
struct findings {
	size_t symbols;
	bool filtered; /* what is missing cannot be told */
	uint64_t differences;
	json_t *lines; /* of differences; NULL: print each */
	uint64_t image_offset;
};

static void take_difference(const char *text, void *context)
{
	struct findings *findings = context;

	progress_end();
	findings->differences++;
	if (findings->lines != NULL) {
		(void)json_array_append_new(
			findings->lines, report_json_name(text));
	} else {
		report_name(stdout, text);
		putchar('\n');
	}
}

static bool verify_symbols(const struct options *options,
	const struct input *input, struct findings *findings, struct error *err)
{
	struct symbol_list expected = { 0 };
	bool done = verify_select(options, input, &expected,
			    &findings->filtered, err) &&
		    verify_table(&input->table, &expected, take_difference,
			    findings, err);

	findings->symbols = expected.count;
	symbol_list_free(&expected);
	return done;
}

static bool verify_all(const struct options *options, const struct input *input,
	struct findings *findings, struct error *err)
{
	if (input->other[0] != '\0') {
		return fail(err, "%s: %s as the ELF has it: embed again",
			options->path, input->other);
	}
	if (options->image != NULL && !input->is_elf) {
		return fail(err,
			"%s: a table alone, expected the ELF that %s was made from",
			options->path, options->image);
	}
	return table_check(&input->table, err) &&
	       (!input->is_elf || segments_check(&input->file, err)) &&
	       (options->image == NULL ||
		       image_verify(input, options->image,
			       &findings->image_offset, err)) &&
	       verify_symbols(options, input, findings, err);
}

static bool print_json(const struct options *options,
	const struct findings *findings, struct error *err)
{
	json_t *offset = options->image != NULL
				 ? report_json_number(findings->image_offset)
				 : json_null();

	return report_json(
		json_pack("{s:I, s:O, s:b, s:o}", "symbols",
			(json_int_t)findings->symbols, "differences",
			findings->lines, "filtered", (int)findings->filtered,
			"image_offset", offset),
		err);
}

static void print_text(
	const struct options *options, const struct findings *findings)
{
	printf("verified %zu symbol%s\n", findings->symbols,
		report_plural(findings->symbols));
	if (findings->filtered) {
		puts("filtered: whether a symbol is missing cannot be checked");
	}
	if (options->image != NULL) {
		printf("%s has the table at offset 0x%" PRIx64 "\n",
			options->image, findings->image_offset);
	}
}

static bool read_table(const struct options *options, const struct input *input,
	struct error *err)
{
	struct findings findings = { .lines = options->json ? json_array()
							    : NULL };
	bool done;

	progress_begin();
	done = verify_all(options, input, &findings, err) &&
	       (!options->json || print_json(options, &findings, err));
	json_decref(findings.lines);
	if (done && findings.differences > 0) {
		return fail(err,
			"%s: the table has %" PRIu64
			" differences from the symbols it was made from",
			options->path, findings.differences);
	}
	if (done && !options->json) {
		print_text(options, &findings);
	}
	return done;
}

const struct command cmd_verify = {
	.name = "verify",
	.operands = "ELF|TABLE",
	.summary = "checks a table against its ELF's symbols",
	.details =
		"\nChecks every symbol at its first, middle and last byte, every gap and every\n"
		"name; prints a line a difference, and then leaves with status 1. A compact table\n"
		"says what embed left out and how it named symbols; an option says otherwise. Of\n"
		"one that was filtered, what is there is checked. A flat table says\n"
		"nothing: give the selection options that embed was given.\n",
	.options = TAKES(OPTION_JSON) | TAKES(OPTION_IMAGE) | TAKES_SELECTION,
	.read = read_table,
};
