/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "input.h"
#include "report.h"

/*
 * 0x and hexadecimal digits; or decimal; or bare hexadecimal, told from decimal
 * by a letter or by being 16 digits long, as addresses in logs are.
 */
static bool parse_address(const char *text, uint64_t *addrp)
{
	const char *digits = text;
	bool hexadecimal = strncasecmp(text, "0x", 2) == 0;
	char *end;

	if (hexadecimal) {
		digits += 2;
	} else {
		hexadecimal = strlen(text) == 16 ||
			      strpbrk(text, "abcdefABCDEF") != NULL;
	}
	if (!isxdigit((unsigned char)digits[0])) {
		return false;
	}
	errno = 0;
	*addrp = strtoull(digits, &end, hexadecimal ? 16 : 10);
	return errno == 0 && *end == '\0';
}

static json_t *json_answer(const struct table *table, uint64_t addr)
{
	struct symbol symbol;
	size_t i;

	if (!table->format->lookup(table, addr, &i)) {
		return json_pack("{s:o, s:n, s:n}", "address",
			report_json_address(addr), "symbol", "offset");
	}
	table->format->get(table, i, &symbol);
	return json_pack("{s:o, s:o, s:I}", "address",
		report_json_address(addr), "symbol",
		report_json_symbol(&symbol, table->format->typed), "offset",
		(json_int_t)(addr - symbol.addr));
}

static void print_answer(const struct table *table, uint64_t addr)
{
	struct symbol symbol;
	size_t i;

	if (!table->format->lookup(table, addr, &i)) {
		printf("0x%" PRIx64 " ?\n", addr);
		return;
	}
	table->format->get(table, i, &symbol);
	printf("0x%" PRIx64 " ", addr);
	report_name(stdout, symbol.name);
	printf("+0x%" PRIx64 "/0x%" PRIx64 "\n", addr - symbol.addr,
		symbol.size);
}

/* Text goes out at once, JSON is collected in ROOT. */
static void answer(const struct table *table, uint64_t addr, json_t *root)
{
	if (root != NULL) {
		(void)json_array_append_new(root, json_answer(table, addr));
	} else {
		print_answer(table, addr);
	}
}

static bool answer_stdin(
	const struct table *table, json_t *root, struct error *err)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;
	bool done = true;

	while (done && (length = getline(&line, &capacity, stdin)) >= 0) {
		const bool text = memchr(line, '\0', (size_t)length) == NULL;
		uint64_t addr;

		line[strcspn(line, "\r\n")] = '\0';
		done = text && parse_address(line, &addr);
		if (done) {
			answer(table, addr, root);
		} else {
			fail(err, "standard input: '%s' is not an address",
				line);
		}
	}
	free(line);
	return done;
}

static bool answer_all(const struct table *table, const struct options *options,
	json_t *root, struct error *err)
{
	for (int i = 0; i < options->operand_count; i++) {
		const char *operand = options->operands[i];
		uint64_t addr;

		if (strcmp(operand, "-") == 0) {
			if (!answer_stdin(table, root, err)) {
				return false;
			}
		} else if (parse_address(operand, &addr)) {
			answer(table, addr, root);
		} else {
			return fail_usage(
				err, "lookup: '%s' is not an address", operand);
		}
	}
	return true;
}

static bool read_table(const struct options *options, const struct input *input,
	struct error *err)
{
	json_t *root = options->json ? json_array() : NULL;

	if (!answer_all(&input->table, options, root, err)) {
		json_decref(root);
		return false;
	}
	return root == NULL || report_json(root, err);
}

const struct command cmd_lookup = {
	.name = "lookup",
	.operands = "ELF|TABLE ADDR...",
	.summary = "names addresses by a table",
	.details =
		"\nPrints `0xADDR NAME+0xOFF/0xSIZE`, or `0xADDR ?` where no symbol covers it.\n"
		"ADDR is 0x and hexadecimal, or decimal, or bare hexadecimal with a letter or of\n"
		"16 digits; - reads one address a line from standard input.\n",
	.options = "sj",
	.least = 1,
	.most = -1,
	.read = read_table,
};
