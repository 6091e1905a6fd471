// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * calls TABLE: answers worked out by hand for return addresses, gaps, load
 * addresses, cut names and damage. test_calls.py makes TABLE.
 */
#include "fence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ksym.h>
#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#define FILL     '*'
#define TEXT_MAX 128

#define EM_386     3
#define EM_MIPS    8
#define EM_PARISC  15
#define EM_PPC64   21
#define EM_ARM     40
#define EM_X86_64  62
#define EM_AARCH64 183
#define EM_RISCV   243

static const uint8_t *whole;
static size_t whole_size;

/* A table to change, for any machine. */
struct place {
	uint8_t *bytes;
	struct ksym_table table;
};

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	assert_non_null(place);
	place->bytes = malloc(whole_size);
	assert_non_null(place->bytes);
	memcpy(place->bytes, whole, whole_size);
	assert_int_equal(ksym_open(&place->table, place->bytes, whole_size), 0);
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	free(place->bytes);
	free(place);
	return 0;
}

static void set_machine(struct place *place, uint8_t machine)
{
	place->bytes[KSYM_AT_MACHINE] = machine;
	assert_int_equal(ksym_open(&place->table, place->bytes, whole_size), 0);
}

static void expect_call(struct place *place, uint64_t return_addr,
	uint64_t start, const char *text)
{
	struct ksym_symbol symbol;
	char got[TEXT_MAX];

	assert_int_equal(
		ksym_lookup_call(&place->table, return_addr, &symbol), 0);
	assert_int_equal(symbol.addr, start);
	assert_int_equal(
		ksym_format_call(&place->table, return_addr, got, sizeof(got)),
		strlen(text));
	assert_string_equal(got, text);
}

static void expect_no_call(struct place *place, uint64_t return_addr)
{
	struct ksym_symbol symbol;
	char got[4] = "abc";

	assert_int_equal(ksym_lookup_call(&place->table, return_addr, &symbol),
		-KSYM_ERR_NOT_FOUND);
	assert_int_equal(
		ksym_format_call(&place->table, return_addr, got, sizeof(got)),
		-KSYM_ERR_NOT_FOUND);
	assert_memory_equal(got, "\0bc", sizeof(got));
}

/* f ends with a call; g follows it. */
static void a_return_address_with_mode_bits(void **state)
{
	static const uint8_t bit_0[] = { EM_ARM, EM_MIPS };

	for (size_t i = 0; i < sizeof(bit_0); i++) {
		set_machine(*state, bit_0[i]);
		expect_call(*state, 0x8007, 0x8000, "f+0x6/0x6");
		expect_call(*state, 0x8006, 0x8000, "f+0x6/0x6");
		expect_call(*state, 0x8003, 0x8000, "f+0x2/0x6");
		expect_call(*state, 0x8009, 0x8006, "g+0x2/0x2");
		expect_no_call(*state, 0x8001);
		expect_no_call(*state, 0x8000);
	}
	set_machine(*state, EM_PARISC);
	expect_call(*state, 0x8007, 0x8000, "f+0x4/0x6");
	expect_call(*state, 0x800a, 0x8006, "g+0x2/0x2");
	expect_no_call(*state, 0x8003);
}

static void a_return_address_without_mode_bits(void **state)
{
	static const uint8_t machines[] = { 0, EM_386, EM_PPC64, EM_X86_64,
		EM_AARCH64, EM_RISCV };

	for (size_t i = 0; i < sizeof(machines); i++) {
		set_machine(*state, machines[i]);
		expect_call(*state, 0x8006, 0x8000, "f+0x6/0x6");
		expect_call(*state, 0x8007, 0x8006, "g+0x1/0x2");
		expect_no_call(*state, 0x8009);
	}
}

/* Even though the greatest address is owned. */
static void a_return_address_of_0(void **state)
{
	struct place *place = *state;
	struct ksym_symbol symbol;

	for (uint64_t mode = 0; mode < 4; mode++) {
		set_machine(place, mode == 0   ? EM_X86_64
				   : mode == 1 ? EM_ARM
					       : EM_PARISC);
		ksym_set_load(&place->table, 0, 0x8006);
		assert_int_equal(
			ksym_lookup(&place->table, UINT64_MAX, &symbol), 0);
		expect_no_call(place, mode);
	}
}

/* They are those of the address where the code runs. */
static void mode_bits_and_a_bias(void **state)
{
	struct place *place = *state;

	set_machine(place, EM_ARM);
	ksym_set_load(&place->table, 0x108000, 0x8000);
	expect_call(place, 0x108007, 0x108000, "f+0x6/0x6");
	ksym_set_load(&place->table, 0x108001, 0x8000);
	expect_call(place, 0x108009, 0x108007, "g+0x1/0x2");
}

static void the_symbol_before_a_gap(void **state)
{
	struct place *place = *state;
	struct ksym_symbol symbol;

	assert_int_equal(ksym_next_to(&place->table, 0x8003, &symbol), 0);
	assert_int_equal(symbol.addr, 0x8000);
	assert_int_equal(ksym_next_to(&place->table, 0x8008, &symbol), 1);
	assert_int_equal(symbol.addr, 0x8006);
	assert_int_equal(ksym_next_to(&place->table, 0x800f, &symbol), 1);
	assert_int_equal(symbol.addr, 0x8006);
	assert_int_equal(ksym_next_to(&place->table, UINT64_MAX, &symbol), 1);
	assert_int_equal(symbol.addr, 0x8400);
	assert_int_equal(ksym_next_to(&place->table, 0x7fff, &symbol),
		-KSYM_ERR_NOT_FOUND);
	assert_int_equal(
		ksym_next_to(&place->table, 0, &symbol), -KSYM_ERR_NOT_FOUND);
	/* What is below it by link-time addresses is above it when it runs. */
	ksym_set_load(&place->table, 0, 0x8000);
	assert_int_equal(ksym_next_to(&place->table, UINT64_MAX, &symbol),
		-KSYM_ERR_NOT_FOUND);
	assert_int_equal(ksym_next_to(&place->table, 9, &symbol), 1);
	assert_int_equal(symbol.addr, 6);
}

static void where_it_is_loaded(void **state)
{
	/* Above, below, and further than 2^32 where the kernel has 32 bits. */
	static const uint64_t places[] = { 0xc0008000, 0x1000, 0,
		0xffffffff00000000 };
	struct place *place = *state;
	struct ksym_symbol symbol;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		ksym_set_load(&place->table, places[i] + 6, 0x8006);
		assert_int_equal(
			ksym_lookup(&place->table, places[i] + 5, &symbol), 0);
		assert_true(symbol.addr == places[i]);
		assert_int_equal(ksym_lookup(&place->table, 0x8005, &symbol),
			-KSYM_ERR_NOT_FOUND);
	}
	ksym_set_load(&place->table, 5, 5);
	assert_int_equal(ksym_lookup(&place->table, 0x8005, &symbol), 0);
}

static void by_a_location(void **state)
{
	struct place *place = *state;
	struct ksym_location location = {
		.magic = KSYM_LOCATION_MAGIC, .distance = 0, .size = whole_size
	};
	struct ksym_table table;

	location.distance = (uint64_t)(uintptr_t)place->bytes -
			    (uint64_t)(uintptr_t)&location;
	assert_int_equal(ksym_open_location(&table, &location), 0);
	assert_int_equal(ksym_count(&table), ksym_count(&place->table));
	location.size = whole_size - 1;
	assert_int_equal(
		ksym_open_location(&table, &location), -KSYM_ERR_TRUNCATED);
	location.size = 0;
	assert_int_equal(
		ksym_open_location(&table, &location), -KSYM_ERR_EMPTY);
	assert_int_equal(ksym_count(&table), 0);
}

/* The text for an address in buffers of each size, and the bytes after it. */
static void expect_text(struct place *place, uint64_t addr, size_t size,
	size_t whole_length, const char *text)
{
	char got[TEXT_MAX];

	memset(got, FILL, sizeof(got));
	assert_int_equal(
		ksym_format(&place->table, addr, got, size), whole_length);
	assert_string_equal(got, text);
	for (size_t i = strlen(text) + 1; i < sizeof(got); i++) {
		assert_int_equal(got[i], FILL);
	}
}

static void a_text_that_does_not_fit(void **state)
{
	static const char *const cuts[] = { "", ".", "..", "..+", "..+0",
		"..+0x", "..+0x4", "..+0x4/", "..+0x4/0", "..+0x4/0x",
		"..+0x4/0x1", "..+0x4/0x10", "..+0x4/0x100", "c..+0x4/0x100",
		"c..t+0x4/0x100", "co..t+0x4/0x100", "co..mt+0x4/0x100" };

	for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
		expect_text(*state, 0x8014, i + 1, 35, cuts[i]);
	}
	expect_text(*state, 0x8014, 24, 35, "core::..::fmt+0x4/0x100");
	expect_text(
		*state, 0x8014, 35, 35, "core::iter:..apters::fmt+0x4/0x100");
	expect_text(
		*state, 0x8014, 36, 35, "core::iter::adapters::fmt+0x4/0x100");
	expect_text(*state, 0x8014, TEXT_MAX, 35,
		"core::iter::adapters::fmt+0x4/0x100");
}

/* Sequences of 2, 3 and 4 bytes; a name has 18, "+0x0/0x10" is 9. */
static void a_cut_between_letters(void **state)
{
	expect_text(*state, 0x8200, 28, 27,
		"\u00e9\u20ac\U0001f600\u00e9\u20ac\U0001f600+0x0/0x10");
	/* Of 15 bytes 8 are the head's, which would end within the first 4. */
	expect_text(*state, 0x8200, 27, 27,
		"\u00e9\u20ac..\u20ac\U0001f600+0x0/0x10");
	/* 9 and 6: the end would begin within the 3. */
	expect_text(
		*state, 0x8200, 25, 27, "\u00e9\u20ac..\U0001f600+0x0/0x10");
	expect_text(*state, 0x8200, 15, 27, "\u00e9..+0x0/0x10");
	expect_text(*state, 0x8200, 14, 27, "..+0x0/0x10");
}

/* Bytes that are not UTF-8 are cut anywhere. */
static void a_cut_of_what_are_no_letters(void **state)
{
	expect_text(*state, 0x8220, 28, 29,
		"\x80\x80\x80\x80\x80..\x80\x80\x80\x80\x80+0x0/0x10");
}

static void nothing_behind_a_name(void **state)
{
	static const char name[] = "core::iter::adapters::fmt";
	struct place *place = *state;
	struct ksym_symbol symbol;

	assert_int_equal(ksym_lookup(&place->table, 0x8010, &symbol), 0);
	for (size_t size = 1; size < TEXT_MAX; size++) {
		const size_t kept =
			size < sizeof(name) ? size - 1 : sizeof(name) - 1;
		char got[TEXT_MAX];

		memset(got, FILL, sizeof(got));
		assert_int_equal(ksym_name(&place->table, &symbol, got, size),
			sizeof(name) - 1);
		assert_memory_equal(got, name, kept);
		assert_int_equal(got[kept], '\0');
		for (size_t i = kept + 1; i < sizeof(got); i++) {
			assert_int_equal(got[i], FILL);
		}
	}
}

static void append(void *context, const char *piece, size_t length)
{
	(void)strncat(context, piece, length);
}

static void a_name_by_pieces(void **state)
{
	struct place *place = *state;
	struct ksym_symbol symbol;
	char got[TEXT_MAX] = "after ";

	assert_int_equal(ksym_lookup(&place->table, 0x8010, &symbol), 0);
	assert_int_equal(ksym_put(&place->table, &symbol, append, got), 25);
	assert_string_equal(got, "after core::iter::adapters::fmt");
	symbol.index = ksym_count(&place->table);
	assert_int_equal(ksym_put(&place->table, &symbol, append, got),
		-KSYM_ERR_NOT_FOUND);
	assert_string_equal(got, "after core::iter::adapters::fmt");
}

/* Fills a part, from a byte of it on, with ones. */
static void damage(
	struct place *place, enum ksym_part part, size_t from, size_t bytes)
{
	const size_t at = (size_t)(place->table.part[part] - place->bytes);

	assert_true(from + bytes <= place->table.sizes[part]);
	memset(place->bytes + at + from, 0xff, bytes);
}

/* Neither a hit nor a miss can be told of any address. */
static void expect_damage(struct place *place)
{
	struct ksym_symbol symbol;
	char text[TEXT_MAX];

	assert_int_equal(
		ksym_lookup(&place->table, 0x8000, &symbol), -KSYM_ERR_CORRUPT);
	assert_int_equal(
		ksym_lookup(&place->table, 0x8008, &symbol), -KSYM_ERR_CORRUPT);
	assert_int_equal(ksym_next_to(&place->table, 0x8008, &symbol),
		-KSYM_ERR_CORRUPT);
	assert_int_equal(ksym_lookup_call(&place->table, 0x8001, &symbol),
		-KSYM_ERR_CORRUPT);
	assert_int_equal(ksym_format(&place->table, 0x8000, text, sizeof(text)),
		-KSYM_ERR_CORRUPT);
	assert_string_equal(text, "");
	assert_int_equal(
		ksym_format_call(&place->table, 0x8001, text, sizeof(text)),
		-KSYM_ERR_CORRUPT);
	assert_string_equal(text, "");
	assert_int_equal(ksym_lookup(&place->table, 0x7fff, &symbol),
		-KSYM_ERR_NOT_FOUND);
}

/* Slices that lead to no superblock lead to the last one. */
static void damaged_slices_lead_into_the_table(void **state)
{
	struct place *place = *state;
	struct ksym_symbol symbol, same;

	assert_int_equal(ksym_lookup(&place->table, 0x8000, &same), 0);
	damage(place, KSYM_PART_SLICES, 0, 8);
	assert_int_equal(ksym_lookup(&place->table, 0x8000, &symbol), 0);
	assert_int_equal(symbol.index, same.index);
	assert_int_equal(ksym_lookup(&place->table, 0x7fff, &symbol),
		-KSYM_ERR_NOT_FOUND);
}

/* The only superblock's place is outside the table. */
static void a_damaged_superblock_is_no_miss(void **state)
{
	struct place *place = *state;
	struct ksym_symbol symbol;

	damage(place, KSYM_PART_SUPERBLOCKS, KSYM_RECORD_PLACE, 4);
	expect_damage(place);
	assert_int_equal(
		ksym_get(&place->table, 0, &symbol), -KSYM_ERR_CORRUPT);
	assert_int_equal(
		ksym_get(&place->table, ksym_count(&place->table), &symbol),
		-KSYM_ERR_NOT_FOUND);
}

/* Phrases outside the text: no name can be spelled. */
static void damage_is_no_miss_by_name(void **state)
{
	struct place *place = *state;
	struct ksym_symbol symbol = { .index = 0 };
	char got[TEXT_MAX] = "";

	damage(place, KSYM_PART_WITHIN, 0,
		place->table.sizes[KSYM_PART_WITHIN]);
	assert_int_equal(
		ksym_find(&place->table, "g", &symbol), -KSYM_ERR_CORRUPT);
	symbol.index = 0;
	assert_int_equal(
		ksym_find_next(&place->table, &symbol), -KSYM_ERR_CORRUPT);
	assert_int_equal(ksym_put(&place->table, &symbol, append, got),
		-KSYM_ERR_CORRUPT);
	assert_string_equal(got, "");
	assert_int_equal(ksym_name(&place->table, &symbol, got, sizeof(got)),
		-KSYM_ERR_CORRUPT);
}

/* An index of no segments: there may be the symbol, or not. */
static void a_damaged_index_is_no_miss(void **state)
{
	struct place *place = *state;
	struct ksym_symbol symbol = { .index = 0 };

	if (place->table.sizes[KSYM_PART_INDEX] == 0) {
		return;
	}
	damage(place, KSYM_PART_INDEX, KSYM_INDEX_SEGMENTS, 4);
	assert_int_equal(
		ksym_find(&place->table, "g", &symbol), -KSYM_ERR_CORRUPT);
	assert_int_equal(
		ksym_find(&place->table, "none", &symbol), -KSYM_ERR_CORRUPT);
	assert_int_equal(
		ksym_find_next(&place->table, &symbol), -KSYM_ERR_CORRUPT);
}

static void a_size_on_any_machine(void **state)
{
	(void)state;
	assert_int_equal(sizeof(struct ksym_table), KSYM_TABLE_SIZE);
	assert_int_equal(KSYM_TABLE_SIZE, 256);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(a_return_address_with_mode_bits),
		TEST(a_return_address_without_mode_bits),
		TEST(a_return_address_of_0),
		TEST(mode_bits_and_a_bias),
		TEST(the_symbol_before_a_gap),
		TEST(where_it_is_loaded),
		TEST(by_a_location),
		TEST(a_text_that_does_not_fit),
		TEST(a_cut_between_letters),
		TEST(a_cut_of_what_are_no_letters),
		TEST(nothing_behind_a_name),
		TEST(a_name_by_pieces),
		TEST(damaged_slices_lead_into_the_table),
		TEST(a_damaged_superblock_is_no_miss),
		TEST(damage_is_no_miss_by_name),
		TEST(a_damaged_index_is_no_miss),
		TEST(a_size_on_any_machine),
	};

	if (argc != 2) {
		return 2;
	}
	whole = file_read(argv[1], &whole_size);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
