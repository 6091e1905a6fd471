/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "filter.h"
#include "input.h"
#include "report.h"

#define LINE_SIZE 128 /* bytes of a line that are kept; addresses are shorter */

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

/* A null address: what was asked for is none. */
static json_t *json_answer(const struct table *table, const uint64_t *addr,
	const struct symbol *owner)
{
	json_t *object =
		json_pack("{s:n, s:n, s:n}", "address", "symbol", "offset");

	if (addr != NULL) {
		(void)json_object_set_new(
			object, "address", report_json_address(*addr));
	}
	if (owner != NULL) {
		(void)json_object_set_new(object, "symbol",
			report_json_symbol(owner, table->format->typed));
		(void)json_object_set_new(object, "offset",
			report_json_number(*addr - owner->addr));
	}
	return object;
}

static void print_answer(uint64_t addr, const struct symbol *owner)
{
	report_hexadecimal(stdout, addr);
	if (owner == NULL) {
		fputs(" ?\n", stdout);
		return;
	}
	putchar(' ');
	report_name(stdout, owner->name);
	putchar('+');
	report_hexadecimal(stdout, addr - owner->addr);
	putchar('/');
	report_hexadecimal(stdout, owner->size);
	putchar('\n');
}

/* Answers stand in the order of the questions, one for each. */
struct session {
	const struct table *table;
	bool names;                /* the table may be of this ELF */
	struct report_array *json; /* NULL: print text */
	char line[LINE_SIZE + 1];  /* of standard input, in hand */
	size_t length;             /* of what is kept of it */
	uint64_t number;           /* of the lines that ended */
	bool refused;              /* one of them was no address */
};

static void answer(struct session *s, uint64_t addr)
{
	struct symbol owner;
	const bool owned =
		s->names && s->table->format->lookup(s->table, addr, &owner);

	if (s->json == NULL) {
		print_answer(addr, owned ? &owner : NULL);
		return;
	}
	report_array_item(
		s->json, json_answer(s->table, &addr, owned ? &owner : NULL));
}

/* A line that is no address is answered too, or answers would lose count. */
static void refuse_line(struct session *s)
{
	struct error err = { 0 };

	if (s->json == NULL) {
		fputs("?\n", stdout);
	} else {
		report_array_item(s->json, json_answer(s->table, NULL, NULL));
	}
	(void)fail(&err,
		"standard input: line %" PRIu64 ": '%.*s' is not an address",
		s->number, (int)s->length, s->line);
	fprintf(stderr, "ksym: %s\n", err.text);
	s->refused = true;
}

static void end_line(struct session *s)
{
	const bool whole = s->length < LINE_SIZE;
	uint64_t addr;

	s->number++;
	if (s->length > 0 && s->line[s->length - 1] == '\r') {
		s->length--;
	}
	s->line[s->length] = '\0';
	if (whole && strlen(s->line) == s->length &&
		parse_address(s->line, &addr)) {
		answer(s, addr);
	} else {
		refuse_line(s);
	}
	s->length = 0;
}

static void feed(struct session *s, const char *bytes, size_t count)
{
	const char *const end = bytes + count;

	while (bytes < end) {
		const char *const line =
			memchr(bytes, '\n', (size_t)(end - bytes));
		const size_t rest =
			(size_t)((line != NULL ? line : end) - bytes);
		const size_t room = LINE_SIZE - s->length;

		memcpy(s->line + s->length, bytes, rest < room ? rest : room);
		s->length += rest < room ? rest : room;
		bytes += rest;
		if (line != NULL) {
			end_line(s);
			bytes++;
		}
	}
}

static bool answer_stdin(struct session *s, struct error *err)
{
	char chunk[FILTER_CHUNK];
	size_t size;

	do {
		if (!filter_read(STDIN_FILENO, "standard input", chunk, &size,
			    err)) {
			return false;
		}
		feed(s, chunk, size);
	} while (size > 0);
	if (s->length > 0) {
		end_line(s);
	}
	return true;
}

static bool answer_all(
	struct session *s, const struct options *options, struct error *err)
{
	for (int i = 0; i < options->operand_count; i++) {
		uint64_t addr;

		if (parse_address(options->operands[i], &addr)) {
			answer(s, addr);
		} else if (!answer_stdin(s, err)) {
			return false;
		}
	}
	return true;
}

static bool check_operands(const struct options *options, struct error *err)
{
	for (int i = 0; i < options->operand_count; i++) {
		const char *operand = options->operands[i];
		uint64_t addr;

		if (strcmp(operand, "-") != 0 &&
			!parse_address(operand, &addr)) {
			return fail_usage(
				err, "lookup: '%s' is not an address", operand);
		}
	}
	return true;
}

static bool read_table(const struct options *options, const struct input *input,
	struct error *err)
{
	struct report_array json = { 0 };
	struct session session = { .table = &input->table,
		.json = options->json ? &json : NULL };
	bool done;

	if (!check_operands(options, err)) {
		return false;
	}
	session.names = input_may_name(input);
	done = answer_all(&session, options, err);
	if (options->json) {
		done = report_array_end(&json, err) && done;
	}
	return done && !session.refused;
}

const struct command cmd_lookup = {
	.name = "lookup",
	.operands = "ELF|TABLE ADDR...",
	.summary = "names addresses by a table",
	.details =
		"\nPrints `0xADDR NAME+0xOFF/0xSIZE`, or `0xADDR ?` where no symbol covers it.\n"
		"ADDR is 0x and hexadecimal, or decimal, or bare hexadecimal with a letter or of\n"
		"16 digits; - reads one address a line from standard input, and answers a line\n"
		"that is none with ?, an error on standard error, and in the end status 1.\n",
	.options = "sj",
	.least = 1,
	.most = -1,
	.read = read_table,
};
