// SPDX-License-Identifier: MIT OR Apache-2.0
#include "line_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#include "lines/short_names.h"

struct ksym_written world_write(const struct ksym_write_symbol *symbols,
	size_t count, const struct ksym_write_lines *lines)
{
	const struct ksym_write_options options = { .lines = lines };
	struct ksym_written out;

	assert_int_equal(ksym_write(symbols, count, &options, &out), 0);
	return out;
}

static uint32_t number_at(const unsigned char *bytes)
{
	return bytes[0] | bytes[1] << 8 | bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

const unsigned char *world_part(const struct ksym_written *out, unsigned tag)
{
	const unsigned char *entry = out->bytes + KSYM_HEADER_SIZE;
	const unsigned count = out->bytes[KSYM_AT_PARTS];
	const unsigned char *part = entry + KSYM_ENTRY_SIZE * count;

	for (unsigned i = 0; i < count; i++, entry += KSYM_ENTRY_SIZE) {
		if (entry[0] == tag) {
			return part;
		}
		part += number_at(entry + 1);
	}
	return NULL;
}

/* A file that is not known has a name too. */
static const char *path_of(const struct ksym_write_lines *lines, uint32_t file)
{
	return file == NONE ? "?" : lines->files[file];
}

static void check_function(const struct ksym_table *table,
	const struct ksym_frame *frame,
	const struct ksym_write_function *function)
{
	char wanted[256] = "?", got[256];

	if (function->name != NULL) {
		(void)short_name(function->name, wanted);
	} else if (function->linkage != NULL) {
		(void)strcpy(wanted, function->linkage);
	}
	(void)ksym_frame_function(table, frame, got, sizeof(got));
	assert_string_equal(got, wanted);
}

static void check_frame(const struct ksym_table *table,
	const struct ksym_write_lines *lines, const struct ksym_frame *frame,
	uint32_t file, uint32_t line)
{
	char path[256];

	line = line <= KSYM_WRITE_LINE_MAX ? line : 0;
	assert_int_equal(frame->line, line);
	if (line > 0) {
		assert_true(
			ksym_frame_file(table, frame, path, sizeof(path)) >= 0);
		assert_string_equal(path, path_of(lines, file));
	}
}

/* Holds the frames of an address against a row's. */
static void check_row(const struct ksym_table *table,
	const struct ksym_write_lines *lines, uint64_t addr,
	const struct ksym_write_row *row)
{
	uint32_t call = row->call, file = row->file, line = row->line;
	struct ksym_frames it;
	struct ksym_frame frame;
	unsigned flags = 0;

	assert_int_equal(ksym_lines(table, addr, &it), 0);
	for (;;) {
		const struct ksym_write_call *item =
			call != NONE ? &lines->calls[call] : NULL;
		const bool last = item == NULL || item->parent == NONE;

		assert_int_equal(ksym_lines_next(&it, &frame), 1);
		assert_int_equal(
			frame.flags, flags | (last ? 0u : KSYM_FRAME_INLINED));
		assert_int_equal(frame.addr, addr);
		check_frame(table, lines, &frame, file, line);
		if (last) {
			break;
		}
		check_function(
			table, &frame, &lines->functions[item->function]);
		flags = KSYM_FRAME_CALL;
		file = item->file;
		line = item->line;
		call = item->parent;
	}
	assert_int_equal(frame.function, KSYM_OUTERMOST);
	assert_int_equal(ksym_lines_next(&it, &frame), 0);
}

static void is_unknown(const struct ksym_table *table, uint64_t addr)
{
	struct ksym_frames it;

	assert_int_equal(ksym_lines(table, addr, &it), -KSYM_ERR_NOT_FOUND);
}

void world_check(const struct ksym_written *out,
	const struct ksym_write_lines *lines, enum ksym_lines_mode mode)
{
	struct ksym_table table;

	assert_int_equal(ksym_open(&table, out->bytes, out->size), 0);
	assert_int_equal(ksym_check(&table), 0);
	assert_int_equal(ksym_has_lines(&table), mode);
	if (lines->rows[0].addr > 0) {
		is_unknown(&table, lines->rows[0].addr - 1);
	}
	for (size_t i = 0; i < lines->row_count; i++) {
		const struct ksym_write_row *row = &lines->rows[i];
		const uint64_t left = i + 1 < lines->row_count
					      ? row[1].addr - 1 - row->addr
					      : UINT64_MAX - row->addr;
		const uint64_t last =
			row->addr +
			(left < KSYM_WRITE_REACH ? left : KSYM_WRITE_REACH - 1);

		if (row->call == NONE && row->file == NONE) {
			is_unknown(&table, row->addr);
			is_unknown(&table, row->addr + left);
			continue;
		}
		check_row(&table, lines, row->addr, row);
		check_row(
			&table, lines, row->addr + (last - row->addr) / 2, row);
		check_row(&table, lines, last, row);
		if (last < row->addr + left) {
			is_unknown(&table, last + 1);
			is_unknown(&table, row->addr + left);
		}
	}
}

void world_is(const struct ksym_written *out, uint64_t addr, const char *file,
	uint32_t line, unsigned flags)
{
	struct ksym_table table;
	struct ksym_frames it;
	struct ksym_frame frame;
	char path[256];

	assert_int_equal(ksym_open(&table, out->bytes, out->size), 0);
	assert_int_equal(ksym_has_lines(&table), KSYM_LINES_CALLS);
	assert_int_equal(ksym_lines(&table, addr, &it), 0);
	assert_int_equal(ksym_lines_next(&it, &frame), 1);
	assert_int_equal(frame.line, line);
	assert_int_equal(frame.flags, flags);
	(void)ksym_frame_file(&table, &frame, path, sizeof(path));
	assert_string_equal(path, file);
	assert_int_equal(ksym_lines_next(&it, &frame), 0);
}

void world_is_unknown(const struct ksym_written *out, uint64_t addr)
{
	struct ksym_table table;

	assert_int_equal(ksym_open(&table, out->bytes, out->size), 0);
	is_unknown(&table, addr);
}

#define ROWS      400
#define CALLS     60
#define FUNCTIONS 15
#define FILES     4

static const char *const files[FILES] = { "a.c", "a.h", "b.c", "b.h" };
static const char *const words[] = { "alpha", "beta<int>", "gamma::delta",
	"operator<", "symbol3" };
static const char *const symbol_names[WORLD_SYMBOLS] = { "symbol0", "symbol1",
	"symbol2", "symbol3", "alpha", "s5", "s6", "s7", "s8", "s9", "s10",
	"s11", "s12", "s13", "s14", "s15", "s16", "s17", "s18", "s19" };

static uint32_t draw(unsigned *state, uint32_t below)
{
	*state = *state * 1664525 + 1013904223;
	return (*state >> 8) % below;
}

/* Mostly small, now and then any. */
static uint32_t draw_line(unsigned *state)
{
	switch (draw(state, 12)) {
	case 0:
		return 0;
	case 1:
		return draw(state, 0x1000000);
	default:
		return 1 + draw(state, 40);
	}
}

static uint32_t draw_file(unsigned *state)
{
	return draw(state, 10) == 0 ? NONE : draw(state, FILES);
}

static void draw_calls(struct world *world, unsigned *state)
{
	for (uint32_t i = 0; i < FUNCTIONS; i++) {
		const uint32_t word = draw(state, 6);

		world->functions[i] =
			(struct ksym_write_function){ word < 5 ? words[word]
							       : NULL,
				NULL, draw_file(state), draw(state, 3) };
	}
	for (uint32_t i = 0; i < CALLS; i++) {
		const bool out_of_line = i == 0 || draw(state, 5) == 0;

		world->calls[i] = (struct ksym_write_call){
			out_of_line ? NONE : i - 1 - draw(state, i < 8 ? i : 8),
			draw(state, FUNCTIONS), draw_file(state),
			draw_line(state)
		};
	}
}

static void draw_rows(struct world *world, unsigned *state)
{
	uint64_t addr = 0x1000;
	uint32_t call = 0;

	for (uint32_t i = 0; i < ROWS; i++) {
		const uint32_t jump = draw(state, 100);

		/* Rows are near each other, now and then far, or in a gap. */
		call = draw(state, 3) == 0 ? draw(state, CALLS)
					   : (call + draw(state, 4)) % CALLS;
		world->rows[i] = (struct ksym_write_row){ addr, call,
			draw_file(state), draw_line(state) };
		if (draw(state, 20) == 0) {
			world->rows[i].call = NONE;
		}
		addr += jump > 1 ? 1 + draw(state, 9)
				 : 0x100000u << draw(state, 12);
	}
}

struct world *world_random(unsigned seed)
{
	struct world *world = calloc(1, sizeof(*world));
	unsigned state = seed;

	assert_non_null(world);
	world->symbols = calloc(WORLD_SYMBOLS, sizeof(*world->symbols));
	world->rows = calloc(ROWS, sizeof(*world->rows));
	world->calls = calloc(CALLS, sizeof(*world->calls));
	world->functions = calloc(FUNCTIONS, sizeof(*world->functions));
	assert_true(world->symbols != NULL && world->rows != NULL &&
		    world->calls != NULL && world->functions != NULL);
	for (uint32_t i = 0; i < WORLD_SYMBOLS; i++) {
		world->symbols[i] = (struct ksym_write_symbol){ 0x1000 + 64 * i,
			64, symbol_names[i], KSYM_FUNC, 0 };
	}
	draw_calls(world, &state);
	draw_rows(world, &state);
	world->lines = (struct ksym_write_lines){ .rows = world->rows,
		.row_count = ROWS,
		.calls = world->calls,
		.call_count = CALLS,
		.functions = world->functions,
		.function_count = FUNCTIONS,
		.files = files,
		.file_count = FILES };
	return world;
}

void world_free(struct world *world)
{
	free(world->symbols);
	free(world->rows);
	free(world->calls);
	free(world->functions);
	free(world);
}
