// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * write_api: ksym_write by its header, call by call. What it writes is read
 * through libksym.
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ksym.h>
#include <ksym_format.h>
#include <ksym_write.h>
#include <stdlib.h>
#include <string.h>

#define COUNT 4

static const struct ksym_write_symbol valid[COUNT] = {
	{ 0x1000, 0x20, "_start", KSYM_FUNC, KSYM_GLOBAL },
	{ 0x1020, 0x80, "main", KSYM_FUNC, 0 },
	{ 0x1020, 0x80, "alias", KSYM_FUNC, KSYM_WEAK },
	{ 0x2000, 8, "counter", KSYM_OBJECT, KSYM_INFERRED },
};

/* Everything in it is to be set by the call. */
static struct ksym_written filled(void)
{
	struct ksym_written out;

	memset(&out, 0xa5, sizeof(out));
	return out;
}

/* Ends with a released OUT. */
static void is_refused(const struct ksym_write_symbol *symbols, size_t count,
	const struct ksym_write_options *options, int status, size_t symbol,
	uint64_t found, uint64_t limit)
{
	struct ksym_written out = filled();

	assert_int_equal(ksym_write(symbols, count, options, &out), status);
	assert_null(out.bytes);
	assert_int_equal(out.size, 0);
	assert_int_equal(out.symbol, symbol);
	assert_int_equal(out.found, found);
	assert_int_equal(out.limit, limit);
	ksym_write_free(&out);
}

static void reads_back(const struct ksym_written *out,
	const struct ksym_write_symbol *symbols, size_t count)
{
	static char name[KSYM_NAME_MAX + 1];
	struct ksym_table table;
	struct ksym_symbol got;

	assert_int_equal(ksym_open(&table, out->bytes, out->size), 0);
	assert_int_equal(ksym_check(&table), 0);
	assert_int_equal(ksym_count(&table), count);
	for (uint32_t i = 0; i < count; i++) {
		assert_int_equal(ksym_get(&table, i, &got), 0);
		assert_int_equal(got.addr, symbols[i].addr);
		assert_int_equal(
			got.size, symbols[i].size < KSYM_SYMBOL_SIZE_MAX
					  ? symbols[i].size
					  : KSYM_SYMBOL_SIZE_MAX);
		assert_int_equal(got.type, symbols[i].type);
		assert_int_equal(got.flags, symbols[i].flags);
		assert_int_equal(ksym_name(&table, &got, name, sizeof(name)),
			strlen(symbols[i].name));
		assert_string_equal(name, symbols[i].name);
	}
}

static void is_written(const struct ksym_write_symbol *symbols, size_t count,
	const struct ksym_write_options *options)
{
	struct ksym_written out = filled();

	assert_int_equal(
		ksym_write(symbols, count, options, &out), KSYM_WRITE_OK);
	assert_int_equal(out.symbol, 0);
	assert_int_equal(out.found, 0);
	assert_int_equal(out.limit, 0);
	reads_back(&out, symbols, count);
	ksym_write_free(&out);
}

static void what_is_written_reads_back(void **state)
{
	(void)state;
	is_written(valid, COUNT, NULL);
	is_written(
		valid, COUNT, &(struct ksym_write_options){ .by_name = true });
}

static void no_symbols_are_a_table_too(void **state)
{
	(void)state;
	is_written(valid, 0, NULL);
	is_written(NULL, 0, &(struct ksym_write_options){ .by_name = true });
}

static void no_options_are_zeros(void **state)
{
	struct ksym_written with, without;

	(void)state;
	assert_int_equal(ksym_write(valid, COUNT, NULL, &without), 0);
	assert_int_equal(ksym_write(valid, COUNT,
				 &(struct ksym_write_options){ 0 }, &with),
		0);
	assert_int_equal(with.size, without.size);
	assert_memory_equal(with.bytes, without.bytes, with.size);
	ksym_write_free(&with);
	ksym_write_free(&without);
}

static void the_callers_memory_is_its_own_again(void **state)
{
	struct ksym_write_symbol *symbols = malloc(sizeof(valid));
	char *name = strdup("_start");
	struct ksym_written out;

	(void)state;
	assert_non_null(symbols);
	memcpy(symbols, valid, sizeof(valid));
	symbols[0].name = name;
	assert_int_equal(ksym_write(symbols, COUNT, NULL, &out), 0);
	free(symbols);
	free(name);
	reads_back(&out, valid, COUNT);
	ksym_write_free(&out);
}

static void what_is_released_is_clear(void **state)
{
	struct ksym_written out, zeros = { 0 };

	(void)state;
	assert_int_equal(ksym_write(valid, COUNT, NULL, &out), 0);
	ksym_write_free(&out);
	assert_null(out.bytes);
	assert_int_equal(out.size, 0);
	ksym_write_free(&out);
	ksym_write_free(&zeros);
}

/* Each with one thing wrong in a symbol that is not the first. */
static const struct {
	size_t at;
	struct ksym_write_symbol symbol;
	int status;
	uint64_t found, limit;
} faults[] = {
	{ 1, { 0x1020, 0x80, NULL, KSYM_FUNC, 0 }, KSYM_WRITE_NAME, 0, 0 },
	{ 3, { 0x2000, 8, "x", KSYM_FUNC + 1, 0 }, KSYM_WRITE_TYPE, 3, 2 },
	{ 3, { 0x2000, 8, "x", 255, 0 }, KSYM_WRITE_TYPE, 255, 2 },
	{ 2, { 0x1020, 0x80, "x", 0, 8 }, KSYM_WRITE_FLAGS, 8, 7 },
	{ 2, { 0x1020, 0x80, "x", 0, 0x81 }, KSYM_WRITE_FLAGS, 0x81, 7 },
	{ 3, { UINT64_MAX, 2, "x", 0, 0 }, KSYM_WRITE_RANGE, 2, 1 },
	{ 3, { 0x2000, UINT64_MAX, "x", 0, 0 }, KSYM_WRITE_RANGE, UINT64_MAX,
		0xffffffffffffe000 },
	{ 1, { 0xfff, 0x80, "x", 0, 0 }, KSYM_WRITE_ORDER, 0, 0 },
	{ 2, { 0x1020, 0x81, "x", 0, 0 }, KSYM_WRITE_ORDER, 0, 0 },
};

static void each_fault_has_its_code_and_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct ksym_write_symbol symbols[COUNT];

		memcpy(symbols, valid, sizeof(valid));
		symbols[faults[i].at] = faults[i].symbol;
		is_refused(symbols, COUNT, NULL, faults[i].status, faults[i].at,
			faults[i].found, faults[i].limit);
	}
}

static void what_is_just_in_range_is_written(void **state)
{
	const struct ksym_write_symbol all = { 0, UINT64_MAX, "all", 0, 0 };
	const struct ksym_write_symbol last = { UINT64_MAX, 1, "last",
		KSYM_OBJECT, KSYM_GLOBAL | KSYM_WEAK | KSYM_INFERRED };
	const struct ksym_write_symbol none = { UINT64_MAX, 0, "", 0, 0 };

	(void)state;
	is_written(&all, 1, NULL);
	is_written(&last, 1, NULL);
	is_written(&none, 1, NULL);
}

static void a_name_may_be_so_long(void **state)
{
	char *name = malloc(KSYM_NAME_MAX + 2);
	const struct ksym_write_symbol symbol = { 0x1000, 4, name, 0, 0 };

	(void)state;
	assert_non_null(name);
	memset(name, 'n', KSYM_NAME_MAX + 1);
	name[KSYM_NAME_MAX + 1] = '\0';
	is_refused(&symbol, 1, NULL, KSYM_WRITE_LENGTH, 0, 65536, 65535);
	name[KSYM_NAME_MAX] = '\0';
	is_written(&symbol, 1, NULL);
	free(name);
}

/* Sizes have 59 bits, FORMAT.md, "A block". */
static void a_size_has_a_limit(void **state)
{
	const uint64_t most = ((uint64_t)1 << 59) - 1;
	const uint64_t sizes[] = { most - 1, most, most + 1, UINT64_MAX >> 1 };

	(void)state;
	assert_true(most == KSYM_SYMBOL_SIZE_MAX);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		is_written(
			&(struct ksym_write_symbol){
				.addr = 4, .size = sizes[i], .name = "large" },
			1, NULL);
	}
}

static void the_same_bytes_each_time(void **state)
{
	const struct ksym_write_options options = { .by_name = true };
	struct ksym_written first, second;

	(void)state;
	assert_int_equal(ksym_write(valid, COUNT, &options, &first), 0);
	assert_int_equal(ksym_write(valid, COUNT, &options, &second), 0);
	assert_int_equal(first.size, second.size);
	assert_memory_equal(first.bytes, second.bytes, first.size);
	ksym_write_free(&first);
	ksym_write_free(&second);
}

static void more_symbols_than_can_be_counted(void **state)
{
	(void)state;
	/* That many would be read beyond the last, if they were read. */
	is_refused(valid, (size_t)KSYM_SIZE_MAX + 1, NULL, KSYM_WRITE_COUNT, 0,
		0x18000001, 0x18000000);
}

static void an_id_is_kept(void **state)
{
	const char *id = "0123456789abcdefghij+";
	struct ksym_write_options options = { .id = id, .id_size = 20 };
	struct ksym_written out;
	struct ksym_table table;
	char got[20];

	(void)state;
	assert_int_equal(ksym_write(valid, COUNT, &options, &out), 0);
	assert_int_equal(ksym_open(&table, out.bytes, out.size), 0);
	assert_int_equal(ksym_build_id(&table, got, sizeof(got)), 20);
	assert_memory_equal(got, id, sizeof(got));
	ksym_write_free(&out);
	options.id_size = 21;
	is_refused(valid, COUNT, &options, KSYM_WRITE_ID, 0, 21, 20);
	options = (struct ksym_write_options){ .id_size = 1 };
	is_refused(valid, COUNT, &options, KSYM_WRITE_ID, 0, 1, 0);
}

static void options_that_are_not_known(void **state)
{
	const struct ksym_write_options known = { .selected = 0x3f,
		.elf_class = 2,
		.elf_data = 2,
		.machine = UINT16_MAX,
		.max_name = UINT16_MAX };
	struct ksym_write_options options = known;

	(void)state;
	is_written(valid, COUNT, &known);
	options.selected = 0x40;
	is_refused(valid, COUNT, &options, KSYM_WRITE_OPTIONS, 0, 0x40, 0x3f);
	options = known;
	options.elf_class = 3;
	is_refused(valid, COUNT, &options, KSYM_WRITE_OPTIONS, 0, 3, 2);
	options = known;
	options.elf_data = 4;
	is_refused(valid, COUNT, &options, KSYM_WRITE_OPTIONS, 0, 4, 2);
}

static void each_status_has_a_sentence_of_its_own(void **state)
{
	const int unknown[] = { 1, KSYM_WRITE_DESCRIBED - 1, INT_MIN, INT_MAX };

	(void)state;
	for (int status = 0; status >= KSYM_WRITE_DESCRIBED; status--) {
		assert_non_null(ksym_write_strerror(status));
		assert_string_not_equal(
			ksym_write_strerror(status), "unknown error");
		for (int other = 0; other > status; other--) {
			assert_string_not_equal(ksym_write_strerror(status),
				ksym_write_strerror(other));
		}
	}
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		assert_string_equal(
			ksym_write_strerror(unknown[i]), "unknown error");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(no_symbols_are_a_table_too),
		cmocka_unit_test(no_options_are_zeros),
		cmocka_unit_test(the_callers_memory_is_its_own_again),
		cmocka_unit_test(what_is_released_is_clear),
		cmocka_unit_test(each_fault_has_its_code_and_place),
		cmocka_unit_test(what_is_just_in_range_is_written),
		cmocka_unit_test(a_name_may_be_so_long),
		cmocka_unit_test(a_size_has_a_limit),
		cmocka_unit_test(the_same_bytes_each_time),
		cmocka_unit_test(more_symbols_than_can_be_counted),
		cmocka_unit_test(an_id_is_kept),
		cmocka_unit_test(options_that_are_not_known),
		cmocka_unit_test(each_status_has_a_sentence_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
