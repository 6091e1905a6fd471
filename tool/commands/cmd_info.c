/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <ctype.h>
#include <inttypes.h>
#include <ksym.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "input.h"
#include "report.h"

struct info {
	const struct input *input;
	uint64_t bare_objects; /* that own nothing: code has their addresses */
	struct table_part parts[TABLE_PARTS];
	struct table_fact facts[TABLE_FACTS];
};

/* Data has a size in an ELF: without one it shares addresses with code. */
static uint64_t count_bare_objects(const struct table *table)
{
	uint64_t count = 0;

	for (size_t i = 0; i < table->format->count(table); i++) {
		struct symbol symbol;

		table->format->get(table, i, &symbol);
		count += symbol.type == KSYM_OBJECT && symbol.size == 0 &&
			 (symbol.flags & KSYM_INFERRED) == 0;
	}
	return count;
}

static void set_place(json_t *root, const struct reservation *place)
{
	(void)json_object_set_new(
		root, "section", report_json_name(place->section));
	(void)json_object_set_new(
		root, "address", report_json_address(place->addr));
	(void)json_object_set_new(
		root, "reserved", json_integer((json_int_t)place->size));
}

static json_t *fact_value(const struct table_fact *fact)
{
	switch (fact->kind) {
	case FACT_COUNT:
		return json_integer((json_int_t)fact->count);
	case FACT_RATIO:
		return json_real(fact->ratio);
	case FACT_FLAG:
		return json_boolean(fact->flag);
	case FACT_TEXT:
		break;
	}
	return json_string(fact->text);
}

/* A name as a script writes it: by_name_index. */
static void set_fact(json_t *root, const struct table_fact *fact)
{
	char key[64];

	(void)snprintf(key, sizeof(key), "%s", fact->name);
	for (char *c = key; *c != '\0'; c++) {
		*c = isalnum((unsigned char)*c) ? *c : '_';
	}
	(void)json_object_set_new(root, key, fact_value(fact));
}

static void print_fact(const struct table_fact *fact)
{
	printf("%s: ", fact->name);
	switch (fact->kind) {
	case FACT_TEXT:
		puts(fact->text);
		break;
	case FACT_COUNT:
		printf("%" PRIu64 "\n", fact->count);
		break;
	case FACT_RATIO:
		printf("%.3f\n", fact->ratio);
		break;
	case FACT_FLAG:
		puts(fact->flag ? "yes" : "no");
		break;
	}
}

static bool print_json(const struct info *info, struct error *err)
{
	const struct table *table = &info->input->table;
	json_t *bytes = json_object();
	json_t *root = json_pack("{s:s, s:I, s:I, s:o}", "format",
		table->format->name, "used", (json_int_t)table->used, "symbols",
		(json_int_t)table->format->count(table), "bytes", bytes);

	if (info->input->is_elf) {
		set_place(root, &info->input->reservation);
	}
	if (table->format->typed) {
		(void)json_object_set_new(root, "objects_of_size_0",
			json_integer((json_int_t)info->bare_objects));
	}
	for (size_t i = 0; info->facts[i].name != NULL; i++) {
		set_fact(root, &info->facts[i]);
	}
	for (size_t i = 0; info->parts[i].name != NULL; i++) {
		(void)json_object_set_new(bytes, info->parts[i].name,
			json_integer((json_int_t)info->parts[i].bytes));
	}
	return report_json(root, err);
}

static void print_text(const struct info *info)
{
	const struct reservation *place = &info->input->reservation;
	const struct table *table = &info->input->table;

	printf("format: %s\n", table->format->name);
	if (info->input->is_elf) {
		printf("section: %s\naddress: 0x%" PRIx64 "\nreserved: %" PRIu64
		       " bytes\n",
			place->section, place->addr, place->size);
	}
	printf("used: %" PRIu64 " bytes\nsymbols: %zu\n", table->used,
		table->format->count(table));
	if (table->format->typed) {
		printf("objects of size 0: %" PRIu64 "\n", info->bare_objects);
	}
	for (size_t i = 0; info->facts[i].name != NULL; i++) {
		print_fact(&info->facts[i]);
	}
	for (size_t i = 0; info->parts[i].name != NULL; i++) {
		printf("%s: %" PRIu64 " bytes\n", info->parts[i].name,
			info->parts[i].bytes);
	}
}

static bool read_table(const struct options *options, const struct input *input,
	struct error *err)
{
	const struct table_format *format = input->table.format;
	struct info info = { .input = input };

	if (format->typed) {
		info.bare_objects = count_bare_objects(&input->table);
	}
	format->parts(&input->table, info.parts);
	if (format->facts != NULL) {
		format->facts(&input->table, info.facts);
	}
	if (options->json) {
		return print_json(&info, err);
	}
	print_text(&info);
	return true;
}

const struct command cmd_info = {
	.name = "info",
	.operands = "ELF|TABLE",
	.summary = "prints a table's format, place and sizes",
	.details = "",
	.options = TAKES(OPTION_SECTION) | TAKES(OPTION_JSON),
	.read = read_table,
};
