/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "embedded.h"
#include "report.h"

#define MAX_PARTS 8

static bool print_json(const struct embedded *embedded,
	const struct table_part *parts, struct error *err)
{
	const struct table *table = &embedded->table;
	json_t *bytes = json_object();

	for (size_t i = 0; parts[i].name != NULL; i++) {
		(void)json_object_set_new(bytes, parts[i].name,
			json_integer((json_int_t)parts[i].bytes));
	}
	return report_json(
		json_pack("{s:s, s:s, s:o, s:I, s:I, s:I, s:o}", "format",
			table->format->name, "section",
			embedded->reservation.section, "address",
			report_json_address(embedded->reservation.addr),
			"reserved", (json_int_t)embedded->reservation.size,
			"used", (json_int_t)table->used, "symbols",
			(json_int_t)table->format->count(table), "bytes",
			bytes),
		err);
}

static void print_text(
	const struct embedded *embedded, const struct table_part *parts)
{
	const struct table *table = &embedded->table;

	printf("format: %s\n"
	       "section: %s\n"
	       "address: 0x%" PRIx64 "\n"
	       "reserved: %" PRIu64 " bytes\n"
	       "used: %" PRIu64 " bytes\n"
	       "symbols: %zu\n",
		table->format->name, embedded->reservation.section,
		embedded->reservation.addr, embedded->reservation.size,
		table->used, table->format->count(table));
	for (size_t i = 0; parts[i].name != NULL; i++) {
		printf("%s: %" PRIu64 " bytes\n", parts[i].name,
			parts[i].bytes);
	}
}

static bool read_table(const struct options *options,
	const struct embedded *embedded, struct error *err)
{
	struct table_part parts[MAX_PARTS];

	embedded->table.format->parts(&embedded->table, parts);
	if (options->json) {
		return print_json(embedded, parts, err);
	}
	print_text(embedded, parts);
	return true;
}

const struct command cmd_info = {
	.name = "info",
	.operands = "ELF",
	.summary = "prints the embedded table's format, place and sizes",
	.details = "",
	.options = "sj",
	.read = read_table,
};
