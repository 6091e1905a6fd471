// SPDX-License-Identifier: MIT OR Apache-2.0
#include "exercise.h"

#include <err.h>
#include <ksym.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define GUARD   8
#define NEAR    80 /* bytes behind a text that are looked at */
#define LONGEST 65535
#define PIECE   32767 /* bytes of a phrase that a length of 15 bits can say */
#define INDICES 64    /* asked for at either end of a table */

static void promise(bool kept, const char *what)
{
	if (!kept) {
		errx(1, "promise broken: %s", what);
	}
}

static char *own(const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL) {
		err(2, "strdup");
	}
	return copy;
}

void questions_collect(
	struct questions *questions, const uint8_t *base, size_t size)
{
	static char name[LONGEST + 1];
	static const uint64_t ends[] = { 0, 1, INT64_MAX, UINT64_MAX - 1,
		UINT64_MAX };
	const size_t end_count = sizeof(ends) / sizeof(*ends);
	struct ksym_table table;
	uint32_t count;

	(void)ksym_open(&table, base, size);
	count = ksym_count(&table);
	questions->addresses =
		calloc(3 * (size_t)count + end_count, sizeof(uint64_t));
	questions->names = calloc((size_t)count + 2, sizeof(char *));
	if (questions->addresses == NULL || questions->names == NULL) {
		err(2, "questions");
	}
	memcpy(questions->addresses, ends, sizeof(ends));
	questions->address_count = end_count;
	questions->names[0] = own("");
	questions->names[1] = own("no such name");
	questions->name_count = 2;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t *addr =
			questions->addresses + questions->address_count;
		struct ksym_symbol symbol = { 0 };

		promise(ksym_get(&table, i, &symbol) == 0, "get");
		addr[0] = symbol.addr;
		addr[1] = symbol.addr + symbol.size - 1;
		addr[2] = symbol.addr + symbol.size;
		questions->address_count += 3;
		promise(ksym_name(&table, &symbol, name, sizeof(name)) >= 0,
			"name");
		questions->names[questions->name_count++] = own(name);
	}
}

void questions_free(struct questions *questions)
{
	for (size_t i = 0; i < questions->name_count; i++) {
		free(questions->names[i]);
	}
	free(questions->names);
	free(questions->addresses);
}

static bool is_error(int value)
{
	return value < 0 && value >= -KSYM_ERR_CHECKSUM;
}

/* One of the functions that write a text, for a symbol, an address or a frame
 * whose numbers are the symbol's. */
enum writer {
	NAME,
	FRAME_FUNCTION,
	FRAME_FILE,
	FORMAT,
	FORMAT_CALL
};

static int write_text(const struct ksym_table *table, enum writer writer,
	const struct ksym_symbol *sym, char *buf, size_t size)
{
	const struct ksym_frame frame = {
		.addr = sym->addr, .function = sym->index, .file = sym->index
	};

	switch (writer) {
	case NAME:
		return ksym_name(table, sym, buf, size);
	case FRAME_FUNCTION:
		return ksym_frame_function(table, &frame, buf, size);
	case FRAME_FILE:
		return ksym_frame_file(table, &frame, buf, size);
	case FORMAT:
		return ksym_format(table, sym->addr, buf, size);
	default:
		return ksym_format_call(table, sym->addr, buf, size);
	}
}

static void ask_text(const struct ksym_table *table, enum writer writer,
	const struct ksym_symbol *sym, size_t size)
{
	static char buffer[LONGEST + 64 + GUARD];
	size_t end;
	int length;

	memset(buffer, 0xa5, size + GUARD);
	length = write_text(table, writer, sym, buffer, size);
	promise(length >= 0 || is_error(length), "length of a text");
	promise(length <= LONGEST + (writer < FORMAT ? 0 : 38),
		"length of a text is bounded");
	promise(size == 0 || memchr(buffer, '\0', size) != NULL,
		"a text is terminated");
	promise(size == 0 || length >= 0 || buffer[0] == '\0',
		"no text where there is an error");
	/* Not by strlen: a damaged name has any bytes. */
	end = length >= 0 && (size_t)length < size ? (size_t)length + 1 : size;
	for (size_t i = end; i < size + GUARD && i < end + NEAR; i++) {
		promise((uint8_t)buffer[i] == 0xa5,
			"nothing is written behind a text");
	}
	for (size_t i = size; i < size + GUARD; i++) {
		promise((uint8_t)buffer[i] == 0xa5,
			"a text stays in its buffer");
	}
}

static void put_piece(void *context, const char *piece, size_t length)
{
	size_t *total = context;
	static char copy[PIECE];

	promise(length <= sizeof(copy), "length of a piece");
	memcpy(copy, piece, length);
	*total += length;
}

static void ask_pieces(
	const struct ksym_table *table, const struct ksym_symbol *sym)
{
	size_t total = 0;
	const int length = ksym_put(table, sym, put_piece, &total);

	promise(length == ksym_name(table, sym, NULL, 0),
		"ksym_put returns what ksym_name does");
	promise(length < 0 ? is_error(length) : (size_t)length == total,
		"all of a name is put");
	promise(total <= LONGEST + PIECE, "the pieces are bounded");
}

static void ask_index(const struct ksym_table *table, uint32_t index)
{
	struct ksym_symbol symbol = { .index = index };
	const int result = ksym_get(table, index, &symbol);

	promise(result == 0 || is_error(result), "result of ksym_get");
	promise(result != 0 || symbol.index == index, "index of ksym_get");
	symbol.index = index;
	ask_text(table, NAME, &symbol, 16);
	ask_text(table, NAME, &symbol, 1);
	ask_text(table, NAME, &symbol, LONGEST + 1);
	ask_text(table, FRAME_FILE, &symbol, 16);
	ask_text(table, FRAME_FUNCTION, &symbol, LONGEST + 1);
	ask_pieces(table, &symbol);
}

static void ask_frame(
	const struct ksym_table *table, const struct ksym_frame *frame)
{
	struct ksym_symbol names = { .addr = frame->addr,
		.index = frame->function };

	ask_text(table, FRAME_FUNCTION, &names, 40);
	names.index = frame->file;
	ask_text(table, FRAME_FILE, &names, 40);
	ask_text(table, FRAME_FILE, &names, 0);
}

/* of_call: it is an address to return to. */
static void ask_lines(
	const struct ksym_table *table, uint64_t addr, bool of_call)
{
	struct ksym_frames lines;
	struct ksym_frame frame = { .flags = 0 };
	int frames = 0, result;

	memset(&lines, 0xa5, sizeof(lines));
	result = of_call ? ksym_lines_call(table, addr, &lines)
			 : ksym_lines(table, addr, &lines);
	promise(result == 0 || is_error(result), "result of ksym_lines");
	promise(result != 0 || ksym_has_lines(table) != KSYM_LINES_NONE,
		"lines of a table that has them");
	promise(result == 0 || ksym_lines_next(&lines, &frame) == 0,
		"no frames where there is an error");
	while (result == 0 && (result = ksym_lines_next(&lines, &frame)) > 0) {
		frames++;
		promise(frames <= KSYM_FRAMES_MAX, "frames are bounded");
		promise((frame.flags & KSYM_FRAME_CALL) == (frames > 1),
			"the innermost frame comes first");
		promise(frame.addr == addr || of_call, "address of a frame");
		ask_frame(table, &frame);
		result = 0;
	}
	promise(result == 0 || is_error(result), "result of ksym_lines_next");
	promise(ksym_lines_next(&lines, &frame) == 0, "the last frame");
}

static void ask_address(const struct ksym_table *table, uint64_t addr)
{
	struct ksym_symbol symbol;
	int result = ksym_lookup(table, addr, &symbol);

	promise(result == 0 || is_error(result), "result of ksym_lookup");
	promise(result != 0 || symbol.index < ksym_count(table),
		"index of ksym_lookup");
	promise(result != 0 || addr - symbol.addr < symbol.size,
		"an owner covers its address");
	promise(ksym_next_to(table, addr, &symbol) == result ||
			result == -KSYM_ERR_NOT_FOUND,
		"what is next to an address that is owned");
	result = ksym_next_to(table, addr, &symbol);
	promise(result == 0 || result == 1 || is_error(result),
		"result of ksym_next_to");
	promise(result < 0 || symbol.index < ksym_count(table),
		"index of ksym_next_to");
	result = ksym_lookup_call(table, addr, &symbol);
	promise(result == 0 || is_error(result), "result of ksym_lookup_call");
	ask_lines(table, addr, false);
	ask_lines(table, addr, true);
	symbol.addr = addr;
	ask_text(table, FORMAT, &symbol, 24);
	ask_text(table, FORMAT, &symbol, 11);
	ask_text(table, FORMAT_CALL, &symbol, 24);
}

static void ask_name(const struct ksym_table *table, const char *name)
{
	struct ksym_symbol symbol = { .index = 7 };
	int result = ksym_find(table, name, &symbol);

	for (int i = 0; i < 3 && result == 0; i++) {
		const uint32_t before = symbol.index;

		promise(before < ksym_count(table), "symbol of ksym_find");
		result = ksym_find_next(table, &symbol);
		promise(result != 0 || symbol.index > before,
			"ksym_find_next goes on");
	}
	promise(result == 0 || is_error(result), "result of ksym_find");
}

/* Symbols that are not from this table: still no fault. */
static void ask_strangers(const struct ksym_table *table)
{
	const uint32_t indices[] = { 0, ksym_count(table) - 1,
		ksym_count(table), 0x7fffffff, UINT32_MAX };

	for (size_t i = 0; i < sizeof(indices) / sizeof(*indices); i++) {
		struct ksym_symbol symbol = { .index = indices[i] };

		ask_index(table, indices[i]);
		(void)ksym_find_next(table, &symbol);
	}
}

static void ask_build(const struct ksym_table *table)
{
	uint8_t id[20 + GUARD];

	for (size_t size = 0; size <= 20; size++) {
		int length, is;

		memset(id, 0xa5, sizeof(id));
		length = ksym_build_id(table, id, size);
		is = ksym_is_build(table, id, size);
		promise(length <= 20 && (length >= 0 || is_error(length)),
			"length of a build id");
		promise(is == (length > 0 && (size_t)length == size),
			"a build id is that of the table");
		for (size_t i = size; i < size + GUARD; i++) {
			promise(id[i] == 0xa5, "an id stays in its buffer");
		}
	}
}

struct answers exercise(const struct questions *questions, const uint8_t *base,
	size_t size, int quick)
{
	const size_t step = quick != 0 ? 7 : 1;
	struct answers answers;
	struct ksym_table table;
	uint32_t count;

	memset(&table, 0xa5, sizeof(table));
	answers.open = ksym_open(&table, base, size);
	promise(answers.open == 0 || is_error(answers.open),
		"result of ksym_open");
	count = ksym_count(&table);
	promise(answers.open == 0 || count == 0,
		"no symbols where there is an error");
	answers.count = count;
	answers.check = ksym_check(&table);
	promise(answers.check == 0 || is_error(answers.check),
		"result of ksym_check");
	for (uint32_t i = 0; i < count && i < INDICES; i += (uint32_t)step) {
		ask_index(&table, i);
		ask_index(&table, count - 1 - i);
	}
	for (size_t i = 0; i < questions->address_count; i += step) {
		ask_address(&table, questions->addresses[i]);
	}
	for (size_t i = 0; i < questions->name_count; i += step) {
		ask_name(&table, questions->names[i]);
	}
	ask_strangers(&table);
	ask_build(&table);
	return answers;
}
