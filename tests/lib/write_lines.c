// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * write_lines: tables with lines, by ksym_write. What libksym tells of an
 * address is held against the rows that were given, gone through one by one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ksym.h>
#include <ksym_format.h>
#include <ksym_write.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "line_world.h"

static const struct ksym_write_symbol symbols[] = {
	{ 0x1000, 0x100, "main", KSYM_FUNC, KSYM_GLOBAL },
	{ 0x1100, 0x80, "list_add", KSYM_FUNC, 0 },
	{ 0x1180, 0x80, "last", KSYM_FUNC, 0 },
};
static const char *const files[] = { "a/list.h", "b/main.c", "c/other.c" };
static const struct ksym_write_function functions[] = {
	{ "main", NULL, 1, 10 },
	{ "list_add", NULL, 0, 20 },
	{ "ns::list<int>::link", NULL, 0, 30 },
	{ NULL, NULL, KSYM_WRITE_NONE, 0 },
	{ NULL, "linkage_name", KSYM_WRITE_NONE, 0 },
	{ "last", NULL, 1, 70 },
};
static const struct ksym_write_call calls[] = {
	{ NONE, 0, NONE, 0 }, /* main */
	{ 0, 1, 1, 15 },      /* list_add in main */
	{ 1, 2, 0, 22 },      /* link in that */
	{ 0, 1, 2, 16 },      /* list_add where main is in another file */
	{ 3, 3, 0, 23 },      /* and what has no name, in that */
	{ NONE, 1, NONE, 0 }, /* list_add itself */
	{ 5, 4, 0, 24 }, { NONE, 5, NONE, 0 }, /* last */
};
static const struct ksym_write_row rows[] = {
	{ 0x1000, 0, 1, 11 },
	{ 0x1004, 1, 0, 21 },
	{ 0x1008, 2, 0, 31 },
	{ 0x100c, 1, 0, 22 },
	{ 0x1010, 2, 2, 5 }, /* in another file */
	{ 0x1018, 0, 1, 12 },
	{ 0x101c, 2, 0, 32 },
	{ 0x1020, NONE, NONE, 99 }, /* a gap */
	{ 0x1030, 3, 0, 21 },
	{ 0x1034, 4, 1, 7 },
	{ 0x1038, 0, NONE, 8 },  /* in no file that is known */
	{ 0x103c, 0, 1, 0 },     /* of no line */
	{ 0x1040, NONE, 2, 40 }, /* in no function */
	{ 0x1100, 5, 0, 20 },
	{ 0x1104, 6, 0, 50 },
	{ 0x1108, 5, 0, 0x800000 }, /* of no line that can be */
	{ 0x110c, NONE, 0, 60 },    /* told as list_add's */
	{ 0x1180, 7, 1, KSYM_WRITE_LINE_MAX },
	{ 0x1184, NONE, NONE, 0 },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct ksym_write_lines valid = { .rows = rows,
	.row_count = COUNT(rows),
	.calls = calls,
	.call_count = COUNT(calls),
	.functions = functions,
	.function_count = COUNT(functions),
	.files = files,
	.file_count = COUNT(files) };

static struct ksym_written write_lines(const struct ksym_write_lines *lines)
{
	return world_write(symbols, COUNT(symbols), lines);
}

static void each_row_is_told(void **state)
{
	struct ksym_written out = write_lines(&valid);

	(void)state;
	assert_int_equal(out.rows, COUNT(rows) - 2);
	assert_int_equal(out.whole_functions, 0);
	world_check(&out, &valid, KSYM_LINES_FULL);
	ksym_write_free(&out);
}

static void symbols_are_as_without_lines(void **state)
{
	struct ksym_written out = write_lines(&valid);
	struct ksym_table table;
	struct ksym_symbol symbol;
	char name[16];

	(void)state;
	assert_int_equal(ksym_open(&table, out.bytes, out.size), 0);
	assert_int_equal(ksym_check(&table), 0);
	assert_int_equal(ksym_count(&table), COUNT(symbols));
	for (uint32_t i = 0; i < COUNT(symbols); i++) {
		assert_int_equal(
			ksym_lookup(&table, symbols[i].addr, &symbol), 0);
		assert_int_equal(symbol.index, i);
		assert_int_equal(symbol.size, symbols[i].size);
		(void)ksym_name(&table, &symbol, name, sizeof(name));
		assert_string_equal(name, symbols[i].name);
	}
	ksym_write_free(&out);
}

/* What is a symbol's name is not there twice, and of others no argument is. */
static void names(void **state)
{
	struct ksym_written out = write_lines(&valid);
	struct ksym_table table;
	struct ksym_frames it;
	struct ksym_frame frame;
	char name[32];

	(void)state;
	assert_int_equal(ksym_open(&table, out.bytes, out.size), 0);
	assert_int_equal(ksym_lines(&table, 0x1004, &it), 0);
	assert_int_equal(ksym_lines_next(&it, &frame), 1);
	assert_int_equal(frame.function, 1);
	assert_int_equal(ksym_lines(&table, 0x1008, &it), 0);
	assert_int_equal(ksym_lines_next(&it, &frame), 1);
	assert_true(frame.function >= 8);
	(void)ksym_frame_function(&table, &frame, name, sizeof(name));
	assert_string_equal(name, "ns::list::link");
	assert_int_equal(ksym_lines(&table, 0x1034, &it), 0);
	assert_int_equal(ksym_lines_next(&it, &frame), 1);
	(void)ksym_frame_function(&table, &frame, name, sizeof(name));
	assert_string_equal(name, "?");
	assert_int_equal(ksym_lines(&table, 0x1104, &it), 0);
	assert_int_equal(ksym_lines_next(&it, &frame), 1);
	(void)ksym_frame_function(&table, &frame, name, sizeof(name));
	assert_string_equal(name, "linkage_name");
	ksym_write_free(&out);
}

static void is_short(const char *name, const char *wanted)
{
	const struct ksym_write_function inlined[] = { { "main", NULL, 1, 1 },
		{ name, NULL, 1, 2 } };
	const struct ksym_write_call nested[] = { { NONE, 0, NONE, 0 },
		{ 0, 1, 1, 3 } };
	const struct ksym_write_row row = { 0x1000, 1, 1, 4 };
	struct ksym_write_lines lines = { .rows = &row,
		.row_count = 1,
		.calls = nested,
		.call_count = 2,
		.functions = inlined,
		.function_count = 2,
		.files = files,
		.file_count = 2 };
	struct ksym_written out = write_lines(&lines);
	struct ksym_table table;
	struct ksym_frames it;
	struct ksym_frame frame;
	char got[64];

	assert_int_equal(ksym_open(&table, out.bytes, out.size), 0);
	assert_int_equal(ksym_lines(&table, 0x1000, &it), 0);
	assert_int_equal(ksym_lines_next(&it, &frame), 1);
	(void)ksym_frame_function(&table, &frame, got, sizeof(got));
	assert_string_equal(got, wanted);
	ksym_write_free(&out);
}

static void arguments_of_templates_are_left_out(void **state)
{
	(void)state;
	is_short("std::map<int, std::less<int> >::find", "std::map::find");
	is_short("operator<", "operator<");
	is_short("operator< <int>", "operator<");
	is_short("operator<<", "operator<<");
	is_short("a::operator<< <b<c> >", "a::operator<<");
	is_short("operator-><int>", "operator->");
	is_short("operator()<int>", "operator()");
	is_short("operator<=><int>", "operator<=>");
	is_short("myoperator<int>", "myoperator");
	is_short("f<(a->b)>", "f");
	is_short("<impl T for U<V>>::get", "<impl T for U>::get");
	is_short("main::{closure#0}<u8>", "main::{closure#0}");
	is_short("f<a", "f<a");
	is_short("", "");
}

/* Tables of which no line can be told are as those without. */
static void without_rows_nothing_is_added(void **state)
{
	const struct ksym_write_row gaps[] = { { 0x1000, NONE, NONE, 0 },
		{ 0x1010, NONE, NONE, 0 } };
	struct ksym_write_lines lines = valid;
	struct ksym_written without = write_lines(NULL), out;

	(void)state;
	lines.row_count = 0;
	out = write_lines(&lines);
	assert_int_equal(out.size, without.size);
	assert_memory_equal(out.bytes, without.bytes, out.size);
	ksym_write_free(&out);
	lines.rows = gaps;
	lines.row_count = 2;
	out = write_lines(&lines);
	assert_int_equal(out.size, without.size);
	assert_memory_equal(out.bytes, without.bytes, out.size);
	assert_int_equal(out.rows, 0);
	ksym_write_free(&out);
	ksym_write_free(&without);
	without = world_write(NULL, 0, NULL);
	out = world_write(NULL, 0, &valid);
	assert_int_equal(out.size, without.size);
	assert_memory_equal(out.bytes, without.bytes, out.size);
	ksym_write_free(&out);
	ksym_write_free(&without);
}

static void rows_reach_no_further_than_is_said(void **state)
{
	static const struct ksym_write_row far[] = {
		{ 0x1000, 0, 1, 11 },
		{ 0x1004, 0, 1, 12 },
		{ 0x80001004, 0, 1, 13 },
		{ 0x80101004, 0, 1, 14 },
		{ 0xffffffff80000000, 0, 1, 15 },
		{ 0xffffffff80100004, 0, 1, 15 },
	};
	struct ksym_write_lines lines = valid;
	struct ksym_written out;

	(void)state;
	lines.rows = far;
	lines.row_count = COUNT(far);
	out = write_lines(&lines);
	world_check(&out, &lines, KSYM_LINES_FULL);
	ksym_write_free(&out);
}

static void rows_at_both_ends_of_addresses(void **state)
{
	static const struct ksym_write_row ends[] = {
		{ 0, 0, 1, 11 },
		{ 1, 2, 0, 12 },
		{ UINT64_MAX - 4, 1, 0, 13 },
		{ UINT64_MAX, 2, 0, 14 },
	};
	struct ksym_write_lines lines = valid;
	struct ksym_written out;

	(void)state;
	lines.rows = ends;
	lines.row_count = COUNT(ends);
	out = write_lines(&lines);
	world_check(&out, &lines, KSYM_LINES_FULL);
	ksym_write_free(&out);
}

/* The most that all addresses are multiples of, but no more than 4. */
static void units(void **state)
{
	(void)state;
	for (uint64_t step = 1; step <= 16; step *= 2) {
		struct ksym_write_row even[COUNT(rows)];
		struct ksym_write_lines lines = valid;
		struct ksym_written out;
		const unsigned char *settings;

		memcpy(even, rows, sizeof(rows));
		for (size_t i = 0; i < COUNT(rows); i++) {
			even[i].addr = 0x1000 + i * step;
		}
		lines.rows = even;
		out = write_lines(&lines);
		settings = world_part(&out, KSYM_PART_LINES_SETTINGS);
		assert_int_equal(
			1u << settings[KSYM_LINES_UNIT], step < 4 ? step : 4);
		world_check(&out, &lines, KSYM_LINES_FULL);
		ksym_write_free(&out);
	}
}

/* A reader has room for 44 frames: of more the innermost ones are left out, and
 * the row is where the first of them is called. */
static void the_innermost_of_too_many_are_left_out(void **state)
{
	enum {
		DEEP = 50
	};
	struct ksym_write_call chain[DEEP];
	const struct ksym_write_row row = { 0x1000, DEEP - 1, 0, 500 };
	struct ksym_write_lines lines = valid;
	struct ksym_written out;
	struct ksym_table table;
	struct ksym_frames it;
	struct ksym_frame frame;

	(void)state;
	for (uint32_t i = 0; i < DEEP; i++) {
		chain[i] = (struct ksym_write_call){ i > 0 ? i - 1 : NONE, 1, 0,
			100 + i };
	}
	lines.rows = &row;
	lines.row_count = 1;
	lines.calls = chain;
	lines.call_count = DEEP;
	out = write_lines(&lines);
	assert_int_equal(ksym_open(&table, out.bytes, out.size), 0);
	assert_int_equal(ksym_lines(&table, 0x1000, &it), 0);
	for (uint32_t line = 144; line > 100; line--) {
		assert_int_equal(ksym_lines_next(&it, &frame), 1);
		assert_int_equal(frame.line, line);
	}
	assert_int_equal(ksym_lines_next(&it, &frame), 0);
	ksym_write_free(&out);
	lines.call_count = KSYM_FRAMES_MAX;
	lines.rows =
		&(struct ksym_write_row){ 0x1000, KSYM_FRAMES_MAX - 1, 0, 500 };
	out = write_lines(&lines);
	world_check(&out, &lines, KSYM_LINES_FULL);
	ksym_write_free(&out);
}

/* Where most of a file's functions say what they call. */
static void return_addresses(void **state)
{
	static const uint64_t returns[] = { 0x1008, 0x100a, 0x1018, 0x1020,
		0x1034, 0x1180 };
	static const struct ksym_write_range described[] = { { 0x1000,
		0x1040 } };
	struct ksym_write_lines lines = valid;
	struct ksym_written out;

	(void)state;
	lines.calls_only = true;
	lines.returns = returns;
	lines.return_count = COUNT(returns);
	lines.described = described;
	lines.described_count = 1;
	out = write_lines(&lines);
	/* list_add, in a file of which no function is described; last is in one
	 * that is. */
	assert_int_equal(out.whole_functions, 1);
	world_is(&out, 0x1007, "b/main.c", 15, 0);
	world_is(&out, 0x1009, "b/main.c", 15, 0);
	world_is(&out, 0x1017, "b/main.c", 15, 0);
	world_is(&out, 0x101f, "b/main.c", 15, 0);
	world_is(&out, 0x1033, "c/other.c", 16, 0);
	world_is(&out, 0x1000, "b/main.c", 15, KSYM_FRAME_APPROXIMATE);
	world_is(&out, 0x1010, "b/main.c", 15, KSYM_FRAME_APPROXIMATE);
	world_is_unknown(&out, 0x1034);
	world_is_unknown(&out, 0x1038);
	/* Rows in no function, and of functions of which no call is known. */
	world_is(&out, 0x1040, "c/other.c", 40, 0);
	world_is(&out, 0x1100, "a/list.h", 20, 0);
	world_is(&out, 0x1104, "a/list.h", 24, 0);
	world_is_unknown(&out, 0x1180);
	ksym_write_free(&out);
}

static void the_same_bytes_by_any_threads(void **state)
{
	const struct ksym_write_options alone = { .lines = &valid,
		.threads = 1 };
	const struct ksym_write_options four = { .lines = &valid,
		.threads = 4 };
	struct ksym_written a, b;

	(void)state;
	assert_int_equal(ksym_write(symbols, COUNT(symbols), &alone, &a), 0);
	assert_int_equal(ksym_write(symbols, COUNT(symbols), &four, &b), 0);
	assert_int_equal(a.size, b.size);
	assert_memory_equal(a.bytes, b.bytes, a.size);
	ksym_write_free(&a);
	ksym_write_free(&b);
}

/* Random ones are where rows come back to calls that they left. */
static void random_rows(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 300; seed++) {
		struct world *world = world_random(seed);
		struct ksym_written out = world_write(
			world->symbols, WORLD_SYMBOLS, &world->lines);

		world_check(&out, &world->lines, KSYM_LINES_FULL);
		ksym_write_free(&out);
		world_free(world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_is_told),
		cmocka_unit_test(symbols_are_as_without_lines),
		cmocka_unit_test(names),
		cmocka_unit_test(arguments_of_templates_are_left_out),
		cmocka_unit_test(without_rows_nothing_is_added),
		cmocka_unit_test(rows_reach_no_further_than_is_said),
		cmocka_unit_test(rows_at_both_ends_of_addresses),
		cmocka_unit_test(units),
		cmocka_unit_test(the_innermost_of_too_many_are_left_out),
		cmocka_unit_test(return_addresses),
		cmocka_unit_test(the_same_bytes_by_any_threads),
		cmocka_unit_test(random_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
