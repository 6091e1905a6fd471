// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * unit TABLE: the errors of libksym one by one. TABLE is the first example of
 * FORMAT.md: _start at 0x100 with 16 bytes, x at 0x200 with 4.
 */
#include "fence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ksym.h>
#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 1024

static uint8_t whole[ROOM];
static size_t whole_size;

/* A table to change, with room after it. */
struct place {
	uint8_t bytes[ROOM];
	size_t size;
	struct ksym_table table;
};

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	assert_non_null(place);
	memcpy(place->bytes, whole, whole_size);
	place->size = whole_size;
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static int open_place(struct place *place)
{
	memset(&place->table, 0xa5, sizeof(place->table));
	return ksym_open(&place->table, place->bytes, place->size);
}

static void a_whole_table_opens(void **state)
{
	struct place *place = *state;

	assert_int_equal(open_place(place), 0);
	assert_int_equal(ksym_count(&place->table), 2);
	assert_int_equal(ksym_check(&place->table), 0);
}

static void an_erased_place_is_empty(void **state)
{
	struct place *place = *state;
	static const uint8_t erased[] = { 0x00, 0xff };

	for (size_t i = 0; i < sizeof(erased); i++) {
		memset(place->bytes, erased[i], ROOM);
		place->size = ROOM;
		assert_int_equal(open_place(place), -KSYM_ERR_EMPTY);
		place->size = 4;
		assert_int_equal(open_place(place), -KSYM_ERR_EMPTY);
		place->size--;
		assert_int_equal(open_place(place), -KSYM_ERR_TRUNCATED);
	}
}

static void almost_erased_is_not_empty(void **state)
{
	struct place *place = *state;

	memset(place->bytes, 0, ROOM);
	place->size = ROOM;
	place->bytes[3] = 1;
	assert_int_equal(open_place(place), -KSYM_ERR_MAGIC);
	memset(place->bytes, 0xff, ROOM);
	place->bytes[0] = 0xfe;
	assert_int_equal(open_place(place), -KSYM_ERR_MAGIC);
}

static void an_erased_beginning_is_enough(void **state)
{
	struct place *place = *state;

	memset(place->bytes, 0xff, KSYM_AT_VERSION);
	assert_int_equal(open_place(place), -KSYM_ERR_EMPTY);
}

static void another_magic(void **state)
{
	struct place *place = *state;

	for (size_t i = 0; i < 4; i++) {
		place->bytes[i] ^= 0x20;
		assert_int_equal(open_place(place), -KSYM_ERR_MAGIC);
		place->bytes[i] ^= 0x20;
	}
}

static void versions(void **state)
{
	struct place *place = *state;

	place->bytes[KSYM_AT_VERSION] = 200;
	assert_int_equal(open_place(place), 0);
	place->bytes[KSYM_AT_LEAST_VERSION] = 1;
	assert_int_equal(open_place(place), 0);
	place->bytes[KSYM_AT_LEAST_VERSION] = 3;
	assert_int_equal(open_place(place), -KSYM_ERR_VERSION);
	place->bytes[KSYM_AT_LEAST_VERSION] = 255;
	assert_int_equal(open_place(place), -KSYM_ERR_VERSION);
}

static void a_place_too_small(void **state)
{
	struct place *place = *state;

	for (size_t size = 0; size < whole_size; size++) {
		place->size = size;
		assert_int_equal(open_place(place), -KSYM_ERR_TRUNCATED);
	}
	assert_int_equal(
		ksym_open(&place->table, NULL, 0), -KSYM_ERR_TRUNCATED);
	assert_int_equal(ksym_count(&place->table), 0);
}

static void set_size(struct place *place, uint32_t size)
{
	for (int i = 0; i < 4; i++) {
		place->bytes[KSYM_AT_SIZE + i] = (uint8_t)(size >> 8 * i);
	}
}

/* The place is said to be large enough; only the header is read. */
static void the_largest_table(void **state)
{
	struct place *place = *state;

	place->size = SIZE_MAX;
	set_size(place, 0x18000000);
	assert_int_equal(open_place(place), 0);
	set_size(place, 0x18000001);
	assert_int_equal(open_place(place), -KSYM_ERR_CORRUPT);
	set_size(place, UINT32_MAX);
	assert_int_equal(open_place(place), -KSYM_ERR_CORRUPT);
	place->size = 0x18000000;
	assert_int_equal(open_place(place), -KSYM_ERR_TRUNCATED);
}

/* Whichever of its sizes is too large. */
static void a_part_that_does_not_fit(void **state)
{
	struct place *place = *state;

	for (size_t i = 0; i < whole[KSYM_AT_PARTS]; i++) {
		const size_t at = KSYM_HEADER_SIZE + KSYM_ENTRY_SIZE * i + 1;

		for (size_t byte = 1; byte < 4; byte++) {
			place->bytes[at + byte] = 0xff;
			assert_int_equal(open_place(place), -KSYM_ERR_CORRUPT);
			place->bytes[at + byte] = whole[at + byte];
		}
	}
	assert_int_equal(open_place(place), 0);
}

static void a_wrong_checksum(void **state)
{
	struct place *place = *state;

	place->bytes[KSYM_AT_CHECKSUM] ^= 1;
	assert_int_equal(open_place(place), 0);
	assert_int_equal(ksym_check(&place->table), -KSYM_ERR_CHECKSUM);
	place->bytes[KSYM_AT_CHECKSUM] ^= 1;
	place->bytes[whole_size - 1] ^= 0x80;
	assert_int_equal(open_place(place), 0);
	assert_int_equal(ksym_check(&place->table), -KSYM_ERR_CHECKSUM);
}

/* After an error every function may be called, and finds nothing. */
static void a_table_that_did_not_open(void **state)
{
	struct place *place = *state;
	struct ksym_symbol symbol = { .index = 1 };
	struct ksym_symbol before = symbol;
	char text[8] = "text";

	place->bytes[0] = 0;
	assert_int_equal(open_place(place), -KSYM_ERR_MAGIC);
	ksym_set_bias(&place->table, 16);
	assert_int_equal(ksym_count(&place->table), 0);
	(void)ksym_check(&place->table);
	assert_int_equal(ksym_lookup(&place->table, 0x100, &symbol),
		-KSYM_ERR_NOT_FOUND);
	assert_int_equal(
		ksym_get(&place->table, 0, &symbol), -KSYM_ERR_NOT_FOUND);
	assert_int_equal(ksym_find(&place->table, "_start", &symbol),
		-KSYM_ERR_NOT_FOUND);
	assert_int_equal(
		ksym_find_next(&place->table, &symbol), -KSYM_ERR_NOT_FOUND);
	assert_memory_equal(&symbol, &before, sizeof(symbol));
	assert_int_equal(ksym_name(&place->table, &symbol, text, sizeof(text)),
		-KSYM_ERR_NOT_FOUND);
	assert_string_equal(text, "");
	strcpy(text, "text");
	assert_int_equal(ksym_format(&place->table, 0x100, text, sizeof(text)),
		-KSYM_ERR_NOT_FOUND);
	assert_string_equal(text, "");
	assert_int_equal(ksym_build_id(&place->table, text, sizeof(text)), 0);
	assert_int_equal(ksym_is_build(&place->table, text, sizeof(text)), 0);
}

static void answers_by_hand(void **state)
{
	struct place *place = *state;
	struct ksym_symbol symbol;
	char text[32];

	assert_int_equal(open_place(place), 0);
	assert_int_equal(
		ksym_format(&place->table, 0x10f, text, sizeof(text)), 15);
	assert_string_equal(text, "_start+0xf/0x10");
	assert_int_equal(ksym_format(&place->table, 0x203, text, 5), 9);
	assert_string_equal(text, "..+0");
	assert_int_equal(ksym_lookup(&place->table, 0x110, &symbol),
		-KSYM_ERR_NOT_FOUND);
	assert_int_equal(ksym_find(&place->table, "x", &symbol), 0);
	assert_int_equal(symbol.addr, 0x200);
	assert_int_equal(symbol.size, 4);
	assert_int_equal(symbol.index, 1);
	assert_int_equal(symbol.type, KSYM_OBJECT);
	assert_int_equal(symbol.flags, 0);
}

static void a_bias(void **state)
{
	const uint64_t bias = 0xffff800000000000;
	struct place *place = *state;
	struct ksym_symbol symbol;

	assert_int_equal(open_place(place), 0);
	ksym_set_bias(&place->table, bias);
	assert_int_equal(ksym_lookup(&place->table, bias + 0x101, &symbol), 0);
	assert_true(symbol.addr == bias + 0x100);
	assert_int_equal(ksym_lookup(&place->table, 0x101, &symbol),
		-KSYM_ERR_NOT_FOUND);
	ksym_set_bias(&place->table, (uint64_t)0 - 0x200);
	assert_int_equal(ksym_get(&place->table, 1, &symbol), 0);
	assert_int_equal(symbol.addr, 0);
	assert_int_equal(ksym_lookup(&place->table, 3, &symbol), 0);
}

/* A table of no symbols, of a build with that id. */
static void set_id(struct place *place, const char *id, uint8_t stated)
{
	const size_t at = KSYM_HEADER_SIZE + KSYM_ENTRY_SIZE;

	memset(place->bytes + KSYM_AT_CHECKSUM, 0, ROOM - KSYM_AT_CHECKSUM);
	place->bytes[KSYM_AT_PARTS] = 1;
	place->size = at + stated + KSYM_TAIL;
	set_size(place, (uint32_t)place->size);
	place->bytes[KSYM_HEADER_SIZE] = KSYM_PART_ID;
	place->bytes[KSYM_HEADER_SIZE + 1] = stated;
	memcpy(place->bytes + at, id, stated);
	assert_int_equal(open_place(place), 0);
}

static void a_table_without_a_build_id(void **state)
{
	struct place *place = *state;
	char id[4] = "abc";

	set_id(place, "", 0);
	assert_int_equal(ksym_build_id(&place->table, id, sizeof(id)), 0);
	assert_string_equal(id, "abc");
	assert_int_equal(ksym_is_build(&place->table, id, sizeof(id)), 0);
	assert_int_equal(ksym_is_build(&place->table, id, 0), 0);
	assert_int_equal(ksym_is_build(&place->table, NULL, 0), 0);
}

static void a_build_id_by_as_much_as_fits(void **state)
{
	static const char own[] = "0123456789abcdefghij";
	struct place *place = *state;

	for (uint8_t stated = 1; stated <= KSYM_ID_MAX; stated++) {
		set_id(place, own, stated);
		for (size_t size = 0; size <= KSYM_ID_MAX + 1; size++) {
			const size_t got = size < stated ? size : stated;
			char id[KSYM_ID_MAX + 2];

			memset(id, '*', sizeof(id));
			assert_int_equal(ksym_build_id(&place->table,
						 size > 0 ? id : NULL, size),
				stated);
			assert_memory_equal(id, own, got);
			assert_int_equal(id[got], '*');
		}
	}
}

/* Whether the table is of the build of an id, and of that with a byte changed. */
static bool is_build(struct place *place, const char *id, size_t size)
{
	const int is = ksym_is_build(&place->table, id, size);
	char other[64];

	for (size_t i = 0; is == 1 && i < size && i < KSYM_ID_MAX; i++) {
		memcpy(other, id, size);
		other[i] ^= 0x80;
		assert_int_equal(ksym_is_build(&place->table, other, size), 0);
	}
	assert_true(is == 0 || is == 1);
	return is == 1;
}

static void a_build_id_is_compared_whole(void **state)
{
	static const char own[] = "0123456789abcdefghij and more";
	struct place *place = *state;

	for (uint8_t stated = 1; stated <= KSYM_ID_MAX; stated++) {
		set_id(place, own, stated);
		for (size_t size = 0; size < sizeof(own); size++) {
			const bool same =
				size == stated ||
				(stated == KSYM_ID_MAX && size > stated);

			assert_true(is_build(place, own, size) == same);
		}
	}
	set_id(place, own, KSYM_ID_MAX);
	assert_true(is_build(place, "0123456789abcdefghij but else", 29));
}

static void a_build_id_that_is_too_large(void **state)
{
	static const char own[UINT8_MAX] = "0123456789abcdefghij";
	struct place *place = *state;
	char id[256];

	for (unsigned stated = KSYM_ID_MAX + 1; stated < 256; stated++) {
		set_id(place, own, (uint8_t)stated);
		memset(id, '*', sizeof(id));
		assert_int_equal(ksym_build_id(&place->table, id, sizeof(id)),
			-KSYM_ERR_CORRUPT);
		assert_int_equal(id[0], '*');
		assert_false(is_build(place, own, KSYM_ID_MAX));
		assert_int_equal(ksym_is_build(&place->table, own, stated), 0);
	}
}

static void a_sentence_for_each_error(void **state)
{
	const char *sentences[KSYM_ERR_CHECKSUM + 1];

	(void)state;
	for (int i = 0; i <= KSYM_ERR_CHECKSUM; i++) {
		sentences[i] = ksym_strerror(-i);
		assert_non_null(sentences[i]);
		assert_true(strlen(sentences[i]) > 3);
		assert_true(sentences[i][strlen(sentences[i]) - 1] != '.');
		for (int k = 0; k < i; k++) {
			assert_string_not_equal(sentences[i], sentences[k]);
		}
	}
	assert_non_null(ksym_strerror(-KSYM_ERR_CHECKSUM - 1));
	assert_non_null(ksym_strerror(INT32_MIN));
	assert_non_null(ksym_strerror(INT32_MAX));
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(a_whole_table_opens),
		TEST(an_erased_place_is_empty),
		TEST(almost_erased_is_not_empty),
		TEST(an_erased_beginning_is_enough),
		TEST(another_magic),
		TEST(versions),
		TEST(a_place_too_small),
		TEST(the_largest_table),
		TEST(a_part_that_does_not_fit),
		TEST(a_wrong_checksum),
		TEST(a_table_that_did_not_open),
		TEST(answers_by_hand),
		TEST(a_bias),
		TEST(a_table_without_a_build_id),
		TEST(a_build_id_by_as_much_as_fits),
		TEST(a_build_id_is_compared_whole),
		TEST(a_build_id_that_is_too_large),
		TEST(a_sentence_for_each_error),
	};
	uint8_t *bytes;

	if (argc != 2) {
		return 2;
	}
	bytes = file_read(argv[1], &whole_size);
	if (whole_size > ROOM) {
		return 2;
	}
	memcpy(whole, bytes, whole_size);
	free(bytes);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
