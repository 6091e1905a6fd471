// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * property TABLE LISTING [FINDS]: every answer that libksym gives from TABLE
 * is the one that LISTING says. Status 0 and a line; or 1 and the first few
 * answers that are wrong.
 */
#include "fence.h"
#include "property_core.h"

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPORTED 20 /* wrong answers printed */

struct list {
	struct property_symbol *symbols;
	uint32_t count;
	uint32_t longest;
	char *text; /* the names */
};

static void unhex(char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		const char digits[] = { text[2 * i], text[2 * i + 1], '\0' };

		text[i] = (char)strtoul(digits, NULL, 16);
	}
	text[length] = '\0';
}

/* `ADDR SIZE TYPE FLAGS NAME`, hexadecimal, names too. */
static void parse_line(char *line, struct property_symbol *symbol)
{
	char *rest;

	symbol->addr = strtoull(line, &rest, 16);
	symbol->size = strtoull(rest, &rest, 16);
	symbol->type = (uint8_t)strtoul(rest, &rest, 16);
	symbol->flags = (uint8_t)strtoul(rest, &rest, 16);
	rest++;
	symbol->length = (uint32_t)strlen(rest) / 2;
	unhex(rest, symbol->length);
	symbol->name = rest;
}

static void read_list(const char *path, struct list *list)
{
	size_t size, lines = 0;
	char *text = (char *)file_read(path, &size);

	for (size_t i = 0; i < size; i++) {
		lines += text[i] == '\n';
	}
	*list = (struct list){ .symbols = calloc(lines + 1,
				       sizeof(*list->symbols)),
		.text = text };
	if (list->symbols == NULL) {
		err(2, "%s", path);
	}
	for (char *line = strtok(text, "\n"); line != NULL;
		line = strtok(NULL, "\n")) {
		struct property_symbol *symbol = &list->symbols[list->count++];

		parse_line(line, symbol);
		if (symbol->length > list->longest) {
			list->longest = symbol->length;
		}
	}
	property_prepare(list->symbols, list->count);
}

static void print_failure(void *context, const char *what, uint64_t value)
{
	unsigned int *printed = context;

	if ((*printed)++ < REPORTED) {
		(void)fprintf(stderr, "%s: 0x%" PRIx64 "\n", what, value);
	}
}

/* Checks a table at base. */
static void check_at(struct property_run *run, const uint8_t *base, size_t size,
	uint64_t bias, uint64_t *totals)
{
	struct ksym_table table;
	const int error = ksym_open(&table, base, size);

	if (error != 0) {
		errx(1, "ksym_open: %d, %s", error, ksym_strerror(error));
	}
	run->table = &table;
	run->bias = bias;
	property_check(run);
	totals[0] += run->checks;
	totals[1] += run->failures;
}

/* At every alignment, each ending as near to a fence as it can. */
static void check_everywhere(struct property_run *run, const uint8_t *bytes,
	size_t size, uint64_t *totals)
{
	const size_t places =
		run->count <= 512 && run->longest <= 512 ? 8 : 1;
	struct fence fence;

	fence_make(&fence, size + places);
	for (size_t back = 0; back < places; back++) {
		uint8_t *base = fence.end - size - back;

		fence_writable(&fence);
		memcpy(base, bytes, size);
		fence_read_only(&fence);
		check_at(run, base, size + back,
			0x9e3779b97f4a7c15 * (uint64_t)back, totals);
	}
	if (places > 1) {
		fence_writable(&fence);
		memcpy(fence.first, bytes, size);
		fence_read_only(&fence);
		check_at(run, fence.first, size, 1, totals);
	}
}

int main(int argc, char **argv)
{
	unsigned int printed = 0;
	uint64_t totals[2] = { 0, 0 };
	struct list list;
	struct property_run run = { .failed = print_failure,
		.context = &printed };
	size_t size;
	uint8_t *bytes;

	if (argc < 3) {
		errx(2, "usage: property TABLE LISTING [FINDS]");
	}
	bytes = file_read(argv[1], &size);
	read_list(argv[2], &list);
	run.symbols = list.symbols;
	run.count = list.count;
	run.longest = list.longest;
	run.finds = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 1024;
	run.scratch = malloc(PROPERTY_SCRATCH(list.longest));
	if (run.scratch == NULL) {
		err(2, "scratch");
	}
	check_everywhere(&run, bytes, size, totals);
	printf("%" PRIu32 " symbols, %" PRIu64 " checks, %" PRIu64 " failed\n",
		list.count, totals[0], totals[1]);
	free(run.scratch);
	free(list.symbols);
	free(list.text);
	free(bytes);
	return totals[1] != 0;
}
