/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "breakdown.h"
#include "build.h"
#include "command.h"
#include "report.h"

static void print_text(
	const struct breakdown *breakdown, const struct options *options)
{
	const char *what = options->by == BY_FILE ? "file" : "prefix";

	printf("%10s %10s  %s\n", "bytes", "symbols", what);
	for (size_t i = 0; i < breakdown->count; i++) {
		const struct breakdown_group *group = &breakdown->groups[i];

		printf("%10" PRIu64 " %10" PRIu64 "  ", group->bytes,
			group->symbols);
		if (group->name != NULL) {
			report_name(stdout, group->name);
		} else {
			printf("(no %s)", what);
		}
		putchar('\n');
	}
	printf("%10" PRIu64 " %10" PRIu64 "  total\n", breakdown->bytes,
		breakdown->symbols);
}

static json_t *json_group(const struct breakdown_group *group)
{
	return json_pack("{s:o, s:o, s:o}", "name",
		group->name != NULL ? report_json_name(group->name)
				    : json_null(),
		"bytes", report_json_number(group->bytes), "symbols",
		report_json_number(group->symbols));
}

static bool print_json(const struct breakdown *breakdown,
	const struct options *options, struct error *err)
{
	json_t *groups = json_array();

	for (size_t i = 0; i < breakdown->count; i++) {
		(void)json_array_append_new(
			groups, json_group(&breakdown->groups[i]));
	}
	return report_json(
		json_pack("{s:o, s:o, s:s, s:o}", "size",
			report_json_number(breakdown->bytes), "symbols",
			report_json_number(breakdown->symbols), "by",
			options->by == BY_FILE ? "file" : "prefix", "groups",
			groups),
		err);
}

static bool break_down(const struct options *options,
	const struct elf_file *file, struct error *err)
{
	struct breakdown breakdown = { 0 };
	bool done = breakdown_make(&breakdown, options, file, err);

	if (done && options->json) {
		done = print_json(&breakdown, options, err);
	} else if (done) {
		print_text(&breakdown, options);
	}
	breakdown_free(&breakdown);
	return done;
}

static bool print_size(const struct options *options,
	const struct elf_file *file, struct error *err)
{
	struct build build = { 0 };
	bool done = build_alone(options, file, &build, err);

	if (done && options->json) {
		done = report_json(
			json_pack("{s:o, s:o}", "size",
				report_json_number(build.table.size), "symbols",
				report_json_number(build.count)),
			err);
	} else if (done) {
		printf("%zu\n", build.table.size);
	}
	free(build.table.data);
	return done;
}

static bool run(const struct options *options, const struct elf_file *file,
	struct error *err)
{
	if (options->json) {
		report_json_begin();
	}
	return options->by != 0 ? break_down(options, file, err)
				: print_size(options, file, err);
}

const struct command cmd_size = {
	.name = "size",
	.operands = "ELF",
	.summary = "prints how many bytes embed needs with the same options",
	.details =
		"\nThe ELF needs no reservation for that, save for --fit. With --map there need be no ELF.\n"
		"With --by it prints what they go to, the largest first: symbols of one source file,\n"
		"as far as the ELF names it, or of one prefix, as spi_ and core::. What the table takes\n"
		"without names is shared evenly, what names add by their length.\n",
	.options = TAKES(OPTION_FORMAT) | TAKES(OPTION_BY_NAME) | TAKES_LINES |
		   TAKES(OPTION_BY) | TAKES(OPTION_JSON) | TAKES_SPACE |
		   TAKES_SELECTION,
	.elf_optional = true,
	.run = run,
};
