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
#include "verify_lines.h"
#include "verify_selection.h"

/* What was found, to be printed in the end. */
struct findings {
	size_t symbols;
	bool filtered; /* what is missing cannot be told */
	uint64_t differences;
	json_t *texts;  /* of differences; NULL: print each */
	bool has_lines; /* which were checked, if there is an ELF */
	struct verified_lines lines;
	uint64_t image_offset;
	const char *obstacle; /* what lines cannot be checked without, or NULL */
};

static void take_text(const char *text, void *context)
{
	struct findings *findings = context;

	progress_end();
	if (findings->texts != NULL) {
		(void)json_array_append_new(
			findings->texts, report_json_name(text));
	} else {
		report_name(stdout, text);
		putchar('\n');
	}
}

static void take_difference(const char *text, void *context)
{
	struct findings *findings = context;

	findings->differences++;
	take_text(text, context);
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

/* Why lines cannot be checked, if so. */
static bool find_obstacle(
	const struct input *input, struct findings *findings, struct error *err)
{
	static const char *const sections[] = { ".debug_info", ".zdebug_info" };
	struct elf_section section;
	bool found = false;

	if (!input->is_elf) {
		findings->obstacle = "the ELF";
		return true;
	}
	for (size_t i = 0; i < 2 && !found; i++) {
		if (!elf_file_find_section(elf_file_with_symbols(&input->file),
			    sections[i], &section, &found, err)) {
			return false;
		}
	}
	if (!found) {
		findings->obstacle =
			"its DWARF; --debug-file names the ELF that has it";
	}
	return true;
}

static bool verify_its_lines(
	const struct input *input, struct findings *findings, struct error *err)
{
	findings->has_lines = table_lines(&input->table) != LINES_OFF;
	if (!findings->has_lines) {
		return true;
	}
	return find_obstacle(input, findings, err) &&
	       (findings->obstacle != NULL ||
		       verify_lines(&input->table, &input->file, take_text,
			       findings, &findings->lines, err));
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
	       verify_symbols(options, input, findings, err) &&
	       verify_its_lines(input, findings, err);
}

static bool print_json(const struct options *options,
	const struct findings *findings, struct error *err)
{
	json_t *offset = options->image != NULL
				 ? report_json_number(findings->image_offset)
				 : json_null();
	json_t *root = json_pack("{s:I, s:O, s:b, s:o}", "symbols",
		(json_int_t)findings->symbols, "differences", findings->texts,
		"filtered", (int)findings->filtered, "image_offset", offset);

	if (findings->has_lines) {
		const char *what = findings->lines.calls ? "returns" : "rows";

		(void)json_object_set_new(root, what,
			findings->obstacle != NULL
				? json_null()
				: report_json_number(findings->lines.checked));
		(void)json_object_set_new(root, "line_differences",
			report_json_number(findings->lines.differences));
	}
	return report_json(root, err);
}

static void print_lines(const struct findings *findings)
{
	const struct verified_lines *lines = &findings->lines;

	if (findings->obstacle != NULL) {
		printf("lines: cannot be checked without %s\n",
			findings->obstacle);
		return;
	}
	printf("verified lines of %" PRIu64 " %s%s\n", lines->checked,
		lines->calls ? "return address" : "row",
		lines->checked == 1 ? ""
		: lines->calls      ? "es"
				    : "s");
}

static void print_text(
	const struct options *options, const struct findings *findings)
{
	printf("verified %zu symbol%s\n", findings->symbols,
		report_plural(findings->symbols));
	if (findings->filtered) {
		puts("filtered: whether a symbol is missing cannot be checked");
	}
	if (findings->has_lines) {
		print_lines(findings);
	}
	if (options->image != NULL) {
		printf("%s has the table at offset 0x%" PRIx64 "\n",
			options->image, findings->image_offset);
	}
}

static bool read_table(const struct options *options, const struct input *input,
	struct error *err)
{
	struct findings findings = { .texts = options->json ? json_array()
							    : NULL };
	bool done;

	progress_begin();
	done = verify_all(options, input, &findings, err) &&
	       (!options->json || print_json(options, &findings, err));
	json_decref(findings.texts);
	if (done && findings.differences > 0) {
		return fail(err,
			"%s: the table has %" PRIu64
			" differences from the symbols it was made from",
			options->path, findings.differences);
	}
	if (done && findings.lines.differences > 0) {
		return fail(err,
			"%s: the table has other lines at %" PRIu64
			" places than the ELF: embed again",
			options->path, findings.lines.differences);
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
		"nothing: give the selection options that embed was given. Lines are read from the\n"
		"ELF anew and checked at each row; the first that differs is printed.\n",
	.options = TAKES(OPTION_JSON) | TAKES(OPTION_IMAGE) | TAKES_SELECTION,
	.read = read_table,
};
