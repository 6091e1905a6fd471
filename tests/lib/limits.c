// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * limits: what parts of libksym-write say when a list is too much for a table.
 * Lists that are would take long, so the parts are given what such lists make.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* the parts have one of their own */

#include <ksym_write.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "names/long_names.h"
#include "names/records.h"

/* 3 * 2^27, FORMAT.md, "The header". */
#define SIZE_LIMIT 402653184u

static void is_failure(const struct failure *err, enum ksym_write_status status,
	uint64_t found, uint64_t limit)
{
	assert_int_equal(err->status, status);
	assert_int_equal(err->found, found);
	assert_int_equal(err->limit, limit);
}

static void bytes_are_as_many_as_a_table_may_have(void **state)
{
	struct bytes bytes = { 0 };
	struct failure err = { 0 };

	(void)state;
	assert_true(bytes_append(&bytes, "four", 4, &err));
	assert_false(bytes_append(&bytes, NULL, SIZE_LIMIT - 3, &err));
	is_failure(&err, KSYM_WRITE_SIZE, SIZE_LIMIT + 1, SIZE_LIMIT);
	assert_int_equal(bytes.size, 4);
	assert_memory_equal(bytes.data, "four", 4);
	free(bytes.data);
}

/* One phrase of 255 bytes, 8 bits, at AT in the text: 23 of 31 bits are left. */
static bool write_at(uint32_t at, struct bytes *out, struct failure *err)
{
	struct phrase phrase = { .length = 255 };
	uint16_t number = 0;
	const struct dictionary dictionary = {
		.set = { .phrases = &phrase, .count = 1 },
		.vocabulary.of[LAST] = { .phrases = &number, .count = 1 },
		.text = { .bytes = { .size = at + 255 }, .at = &at },
	};

	return records_write(&dictionary, LAST, out, err);
}

static void phrases_lie_where_a_record_can_say(void **state)
{
	struct bytes out = { 0 };
	struct failure err = { 0 };

	(void)state;
	assert_true(write_at((1 << 23) - 1, &out, &err));
	assert_int_equal(out.size, 4);
	assert_memory_equal(out.data, "\xff\xff\xff\x7f", 4);
	assert_false(write_at(1 << 23, &out, &err));
	is_failure(&err, KSYM_WRITE_PHRASES, (1 << 23) + 255, 1 << 23);
	free(out.data);
}

/* Of 300 tokens of one byte the last become a phrase, for which there is room. */
static void ends_of_long_names_are_phrases_too(void **state)
{
	unsigned char bytes[300];
	struct phrase phrases[] = { { .length = 1 }, { 0 } };
	struct phrase_set set = { phrases, 1, 2, 1, { 0 } };
	const struct name name = { bytes, sizeof(bytes), 0 };
	uint16_t tokens[300] = { 0 };
	uint32_t count = 300;
	struct failure err = { 0 };

	(void)state;
	memset(bytes, 'a', sizeof(bytes));
	assert_true(long_names_cut(&set, &name, tokens, &count, &err));
	assert_int_equal(count, 262);
	assert_int_equal(tokens[261], 1);
	assert_int_equal(phrases[1].length, 300 - 261);

	memset(tokens, 0, sizeof(tokens));
	bytes[299] = 'b';
	count = 300;
	assert_false(long_names_cut(&set, &name, tokens, &count, &err));
	is_failure(&err, KSYM_WRITE_PHRASES, 3, 2);
	free(set.bytes.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_as_many_as_a_table_may_have),
		cmocka_unit_test(phrases_lie_where_a_record_can_say),
		cmocka_unit_test(ends_of_long_names_are_phrases_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
