/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "filter.h"
#include "frames.h"
#include "input.h"
#include "core/number.h"
#include "query.h"
#include "report.h"
#include "say.h"

#define LINE_SIZE 128 /* bytes of a line that are kept; addresses are shorter */

/* Answers stand in the order of the questions, one for each. */
struct session {
	struct query query;
	bool lines;                /* --lines */
	struct report_array *json; /* NULL: print text */
	char line[LINE_SIZE + 1];  /* of standard input, in hand */
	size_t length;             /* of what is kept of it */
	uint64_t number;           /* of the lines that ended */
	bool refused;              /* one of them was no address */
};

static void print_owner(
	uint64_t addr, const struct symbol *owner, uint64_t offset)
{
	report_hexadecimal(stdout, addr);
	if (owner == NULL) {
		fputs(" ?", stdout);
		return;
	}
	putchar(' ');
	report_name(stdout, owner->name);
	putchar('+');
	report_hexadecimal(stdout, offset);
	putchar('/');
	report_hexadecimal(stdout, owner->size);
}

/* The inlined frames of ADDR, a line each; LASTP becomes the one after them. */
static void print_inlined(
	const struct query *query, uint64_t addr, struct table_frame *lastp)
{
	query_begin_frames(query, addr);
	while (query_next_frame(query, lastp) && lastp->function != NULL) {
		report_hexadecimal(stdout, addr);
		putchar(' ');
		report_name(stdout, lastp->function);
		fputs(" (inlined) ", stdout);
		frames_print_place(stdout, lastp);
		putchar('\n');
		*lastp = (struct table_frame){ 0 };
	}
}

/* Empty where no line is known. */
static json_t *json_frames(
	const struct query *query, uint64_t addr, const struct symbol *owner)
{
	json_t *frames = json_array();
	struct table_frame frame;

	query_begin_frames(query, addr);
	while (query_next_frame(query, &frame)) {
		const char *name = frame.function;

		if (name == NULL && owner != NULL) {
			name = owner->name;
		}
		(void)json_array_append_new(frames, frames_json(&frame, name));
	}
	return frames;
}

/* A null address: what was asked for is none. */
static json_t *json_answer(const struct session *s, const uint64_t *addr,
	const struct symbol *owner, uint64_t offset)
{
	json_t *object =
		json_pack("{s:n, s:n, s:n}", "address", "symbol", "offset");

	if (addr != NULL) {
		(void)json_object_set_new(
			object, "address", report_json_address(*addr));
	}
	if (owner != NULL) {
		(void)json_object_set_new(object, "symbol",
			report_json_symbol(
				owner, s->query.table->format->typed));
		(void)json_object_set_new(
			object, "offset", report_json_number(offset));
	}
	if (s->lines) {
		(void)json_object_set_new(object, "frames",
			addr != NULL ? json_frames(&s->query, *addr, owner)
				     : json_array());
	}
	return object;
}

static void print_answer(const struct session *s, uint64_t addr,
	const struct symbol *owner, uint64_t offset)
{
	struct table_frame frame = { 0 };

	if (s->lines) {
		print_inlined(&s->query, addr, &frame);
	}
	print_owner(addr, owner, offset);
	if (s->lines) {
		putchar(' ');
		frames_print_place(stdout, &frame);
	}
	putchar('\n');
}

static void answer(struct session *s, uint64_t addr)
{
	struct symbol symbol;
	uint64_t offset = 0;
	const struct symbol *owner =
		query_owner(&s->query, addr, &symbol, &offset) ? &symbol : NULL;

	if (s->json == NULL) {
		print_answer(s, addr, owner, offset);
	} else {
		report_array_item(
			s->json, json_answer(s, &addr, owner, offset));
	}
}

/* A line that is no address is answered too, or answers would lose count. */
static void refuse_line(struct session *s)
{
	if (s->json == NULL) {
		fputs("?\n", stdout);
	} else {
		report_array_item(s->json, json_answer(s, NULL, NULL, 0));
	}
	say_note("standard input: line %" PRIu64 ": '%.*s' is not an address",
		s->number, (int)s->length, s->line);
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
		number_address(s->line, &addr)) {
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

		if (number_address(options->operands[i], &addr)) {
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
			!number_address(operand, &addr)) {
			return fail_usage(err,
				"lookup: '%s' is not an address, expected hexadecimal digits; of a name: ksym find %s %s",
				operand, options->path, operand);
		}
	}
	return true;
}

static bool read_table(const struct options *options, const struct input *input,
	struct error *err)
{
	struct report_array json = { 0 };
	struct session session = { .lines = options->lines,
		.json = options->json ? &json : NULL };
	bool done;

	if (!check_operands(options, err) ||
		!query_begin(&session.query, input, options, err)) {
		return false;
	}
	done = answer_all(&session, options, err);
	if (options->json) {
		done = report_array_end(&json, err) && done;
	}
	return done && !session.refused;
}

const struct command cmd_lookup = {
	.name = "lookup",
	.operands = "ELF|TABLE ADDR...",
	.summary = "names addresses",
	.details =
		"\nPrints `0xADDR NAME+0xOFF/0xSIZE`, or `0xADDR ?` where no symbol covers it.\n"
		"ADDR is hexadecimal, with or without 0x; - reads one address a line from\n"
		"standard input, and answers a line that is none with ?, an error on standard\n"
		"error, and in the end status 1. For an ELF without a table its symbols answer;\n"
		"those of --map or --debug-file do instead of a table. With --lines a line a frame,\n"
		"innermost first: `0xADDR FUNCTION (inlined) FILE:LINE`, and the symbol's own with\n"
		"FILE:LINE behind it; ?:0 where no line is known.\n",
	.options = TAKES(OPTION_SECTION) | TAKES(OPTION_LINES) |
		   TAKES(OPTION_MAP) | TAKES(OPTION_DEBUG_FILE) |
		   TAKES(OPTION_BIAS) | TAKES(OPTION_RETURN) |
		   TAKES(OPTION_JSON),
	.stands_in = true,
	.least = 1,
	.most = -1,
	.read = read_table,
};
