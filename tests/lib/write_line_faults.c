// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * write_line_faults: lines that ksym_write refuses, and memory that ends.
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

#define NONE KSYM_WRITE_NONE

static const struct ksym_write_symbol symbol = { 0x1000, 0x100, "main",
	KSYM_FUNC, 0 };

/* What all faults are put into, one at a time. */
struct given {
	struct ksym_write_row rows[3];
	struct ksym_write_call calls[2];
	struct ksym_write_function functions[2];
	const char *files[2];
	uint64_t returns[2];
	struct ksym_write_range described[2];
	struct ksym_write_lines lines;
};

static void reset(struct given *given)
{
	*given = (struct given){ .rows = { { 0x1000, 0, 0, 1 },
					 { 0x1004, 1, 1, 2 },
					 { 0x1008, NONE, NONE, 0 } },
		.calls = { { NONE, 0, NONE, 0 }, { 0, 1, 0, 3 } },
		.functions = { { "main", NULL, 0, 1 },
			{ "add<int>", "add", NONE, 2 } },
		.files = { "main.c", "list.h" },
		.returns = { 0x1004, 0x1006 },
		.described = { { 0x1000, 0x1004 }, { 0x1004, 0x1008 } } };
	given->lines = (struct ksym_write_lines){ given->rows, 3, given->calls,
		2, given->functions, 2, given->files, 2, true, given->returns,
		2, given->described, 2 };
}

static void is_refused(const struct given *given, int status, size_t item,
	uint64_t found, uint64_t limit)
{
	const struct ksym_write_options options = { .lines = &given->lines };
	struct ksym_written out;

	assert_int_equal(ksym_write(&symbol, 1, &options, &out), status);
	assert_null(out.bytes);
	assert_int_equal(out.size, 0);
	assert_int_equal(out.symbol, item);
	assert_int_equal(out.found, found);
	assert_int_equal(out.limit, limit);
	assert_int_equal(out.rows, 0);
	assert_int_equal(out.whole_functions, 0);
}

static void what_is_sound_is_written(void **state)
{
	struct ksym_write_options options;
	struct ksym_written out;
	struct given given;

	(void)state;
	reset(&given);
	options = (struct ksym_write_options){ .lines = &given.lines };
	assert_int_equal(ksym_write(&symbol, 1, &options, &out), 0);
	assert_int_equal(out.rows, 2);
	ksym_write_free(&out);
}

static void wrong_rows(void **state)
{
	struct given given;

	(void)state;
	reset(&given);
	given.rows[1].addr = 0x1000;
	is_refused(&given, KSYM_WRITE_ROW, 1, 0x1000, 0);
	reset(&given);
	given.rows[2].addr = 0x1003;
	is_refused(&given, KSYM_WRITE_ROW, 2, 0x1003, 0);
	reset(&given);
	given.rows[1].call = 2;
	is_refused(&given, KSYM_WRITE_ROW, 1, 2, 1);
	reset(&given);
	given.rows[0].file = 2;
	is_refused(&given, KSYM_WRITE_ROW, 0, 2, 1);
}

static void wrong_calls(void **state)
{
	struct given given;

	(void)state;
	reset(&given);
	given.calls[0].parent = 0;
	is_refused(&given, KSYM_WRITE_CALL, 0, 0, 0);
	reset(&given);
	given.calls[1].parent = 1;
	is_refused(&given, KSYM_WRITE_CALL, 1, 1, 0);
	reset(&given);
	given.calls[1].function = 2;
	is_refused(&given, KSYM_WRITE_CALL, 1, 2, 1);
	reset(&given);
	given.calls[1].function = NONE;
	is_refused(&given, KSYM_WRITE_CALL, 1, NONE, 1);
	reset(&given);
	given.calls[1].file = 7;
	is_refused(&given, KSYM_WRITE_CALL, 1, 7, 1);
}

static void wrong_names(void **state)
{
	static char longest[KSYM_NAME_MAX + 2];
	struct given given;

	(void)state;
	memset(longest, 'x', KSYM_NAME_MAX + 1);
	reset(&given);
	given.functions[1].name = longest;
	is_refused(&given, KSYM_WRITE_FUNCTION, 1, KSYM_NAME_MAX + 1,
		KSYM_NAME_MAX);
	reset(&given);
	given.functions[1].linkage = longest;
	is_refused(&given, KSYM_WRITE_FUNCTION, 1, KSYM_NAME_MAX + 1,
		KSYM_NAME_MAX);
	reset(&given);
	given.functions[0].file = 2;
	is_refused(&given, KSYM_WRITE_FUNCTION, 0, 2, 1);
	reset(&given);
	given.files[1] = NULL;
	is_refused(&given, KSYM_WRITE_FILE, 1, 0, 0);
	reset(&given);
	given.files[0] = longest;
	is_refused(
		&given, KSYM_WRITE_FILE, 0, KSYM_NAME_MAX + 1, KSYM_NAME_MAX);
}

static void wrong_addresses(void **state)
{
	struct given given;

	(void)state;
	reset(&given);
	given.returns[1] = 0x1004;
	is_refused(&given, KSYM_WRITE_RETURN, 1, 0x1004, 0);
	reset(&given);
	given.described[0].end = 0x1000;
	is_refused(&given, KSYM_WRITE_DESCRIBED, 0, 0x1000, 0);
	reset(&given);
	given.described[1].begin = 0x1003;
	is_refused(&given, KSYM_WRITE_DESCRIBED, 1, 0x1003, 0);
}

/* Arrays that are not there, and counts of more than a table has bytes. */
static void wrong_arrays(void **state)
{
	struct given given;

	(void)state;
	reset(&given);
	given.lines.calls = NULL;
	is_refused(&given, KSYM_WRITE_LINES, 0, 2, 0);
	reset(&given);
	given.lines.row_count = (size_t)KSYM_SIZE_MAX + 1;
	is_refused(&given, KSYM_WRITE_LINES, 0, (uint64_t)KSYM_SIZE_MAX + 1,
		KSYM_SIZE_MAX);
}

/* As many files as a number of 2 bytes can tell, and one more. */
static void too_many_files(void **state)
{
	const size_t count = 0x10001;
	struct ksym_write_row *rows = calloc(count, sizeof(*rows));
	const char **files = calloc(count, sizeof(*files));
	char(*names)[8] = calloc(count, sizeof(*names));
	struct given given;
	struct ksym_write_options options;
	struct ksym_written out;

	(void)state;
	assert_true(rows != NULL && files != NULL && names != NULL);
	for (uint32_t i = 0; i < count; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "%u.c", i);
		files[i] = names[i];
		rows[i] = (struct ksym_write_row){ 0x1000 + i, NONE, i, 1 };
	}
	reset(&given);
	given.lines.calls_only = false;
	given.lines.rows = rows;
	given.lines.row_count = count;
	given.lines.files = files;
	given.lines.file_count = count;
	is_refused(&given, KSYM_WRITE_LINES, 0, count, count - 1);
	given.lines.row_count--;
	options = (struct ksym_write_options){ .lines = &given.lines };
	assert_int_equal(ksym_write(&symbol, 1, &options, &out), 0);
	assert_int_equal(out.rows, count - 1);
	ksym_write_free(&out);
	free(rows);
	free(files);
	free(names);
}

/* Allocations that are left to succeed; then all fail. */
static size_t left = SIZE_MAX;

void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *items, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *items, size_t size);

static bool may_allocate(void)
{
	left -= left > 0;
	return left > 0;
}

void *__wrap_calloc(size_t count, size_t size)
{
	return may_allocate() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *items, size_t size)
{
	return may_allocate() ? __real_realloc(items, size) : NULL;
}

static void memory_may_end_anywhere(void **state)
{
	struct given given;
	struct ksym_write_options options;
	struct ksym_written out;
	size_t count = 1;
	int status;

	(void)state;
	reset(&given);
	options = (struct ksym_write_options){ .lines = &given.lines,
		.threads = 1 };
	do {
		left = count++;
		status = ksym_write(&symbol, 1, &options, &out);
		left = SIZE_MAX;
		if (status != 0) {
			assert_int_equal(status, KSYM_WRITE_MEMORY);
			assert_null(out.bytes);
		}
	} while (status != 0);
	assert_true(count > 100);
	ksym_write_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sound_is_written),
		cmocka_unit_test(wrong_rows),
		cmocka_unit_test(wrong_calls),
		cmocka_unit_test(wrong_names),
		cmocka_unit_test(wrong_addresses),
		cmocka_unit_test(wrong_arrays),
		cmocka_unit_test(too_many_files),
		cmocka_unit_test(memory_may_end_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
