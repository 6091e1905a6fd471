// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * hostile HOW TABLE...: damages each table in one way after the other, and asks
 * libksym everything of what is left, with pages that cannot be touched right
 * before or behind it. HOW is one of
 *
 *   as-is      nothing: prints what ksym_open and ksym_check return, and count
 *   bits       each bit flipped
 *   resealed   the same, with the checksum made to fit
 *   truncated  each length but the whole
 *   cut        the same, with size and checksum in the header made to fit
 *   header     fields of header and directory, random, one or some at a time,
 *              resealed
 *   random     random bytes behind the magic, and behind the header
 *
 * Ends with status 0 if every promise of the library was kept, and where a
 * checksum is wrong if it was noticed.
 */
#include "exercise.h"
#include "fence.h"

#include <err.h>
#include <ksym.h>
#include <ksym_format.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HANG   20   /* seconds for one damaged table */
#define RANDOM 3000 /* tables */

struct subject {
	uint8_t *bytes; /* whole */
	size_t size;
	struct fence fence;
	struct questions questions;
};

static uint64_t random_state = 0x853c49e6748fea9b;

static uint64_t random_number(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state * 0x2545f4914f6cdd1d;
}

static void put(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++) {
		at[i] = (uint8_t)(value >> 8 * i);
	}
}

static uint32_t get(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

/* The checksum as FORMAT.md states it, a bit at a time. */
static uint32_t crc(uint32_t sum, const uint8_t *bytes, size_t size)
{
	sum = ~sum;
	for (size_t i = 0; i < size; i++) {
		sum ^= bytes[i];
		for (int bit = 0; bit < 8; bit++) {
			sum = sum >> 1 ^ (0xedb88320 & (0 - (sum & 1)));
		}
	}
	return ~sum;
}

static void reseal(uint8_t *table, size_t size)
{
	const uint32_t stated = get(table + KSYM_AT_SIZE);

	if (stated >= KSYM_HEADER_SIZE && stated <= size) {
		const uint32_t head = crc(0, table, KSYM_AT_CHECKSUM);

		put(table + KSYM_AT_CHECKSUM,
			crc(head, table + 16, stated - 16));
	}
}

/* A copy of the table's first size bytes that ends at a fence. */
static uint8_t *copy(const struct subject *subject, size_t size)
{
	uint8_t *table = subject->fence.end - size;

	memcpy(table, subject->bytes, size);
	return table;
}

static struct answers ask(
	const struct subject *subject, const uint8_t *table, size_t size)
{
	(void)alarm(HANG);
	return exercise(&subject->questions, table, size, subject->size > 4096);
}

static void as_is(const struct subject *subject)
{
	struct answers answers;
	uint8_t *table = copy(subject, subject->size);

	answers = ask(subject, table, subject->size);
	memmove(subject->fence.first, table, subject->size);
	(void)ask(subject, subject->fence.first, subject->size);
	printf("%d %d %u\n", answers.open, answers.check, answers.count);
}

static void flip_bits(const struct subject *subject, bool sealed)
{
	uint8_t *table = copy(subject, subject->size);

	for (size_t bit = 0; bit < 8 * subject->size; bit++) {
		struct answers answers;

		table[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (sealed) {
			reseal(table, subject->size);
		}
		answers = ask(subject, table, subject->size);
		if (!sealed && answers.open == 0 && answers.check == 0) {
			errx(1, "bit %zu: not noticed", bit);
		}
		memcpy(table, subject->bytes, subject->size);
	}
}

static void truncate_to_each(const struct subject *subject, bool sealed)
{
	for (size_t size = 0; size < subject->size; size++) {
		uint8_t *table = copy(subject, size);
		struct answers answers;

		if (sealed && size >= KSYM_HEADER_SIZE) {
			put(table + KSYM_AT_SIZE, (uint32_t)size);
			reseal(table, size);
		}
		answers = ask(subject, table, size);
		if (!sealed && answers.open != -KSYM_ERR_TRUNCATED) {
			errx(1, "%zu bytes: %d", size, answers.open);
		}
		if (size < KSYM_HEADER_SIZE && answers.open == 0) {
			errx(1, "%zu bytes: opened", size);
		}
	}
}

/* A number near a limit, or within the table, or any. */
static uint64_t telling_number(size_t size)
{
	const uint64_t any = random_number();

	switch (random_number() % 6) {
	case 0:
		return any % 4;
	case 1:
		return UINT64_MAX - any % 4;
	case 2:
		return (uint64_t)1 << any % 64;
	case 3:
		return size - any % 16;
	case 4:
		return any % size;
	default:
		return any;
	}
}

/* A field of the header or, more often, of the directory. */
static void damage_field(uint8_t *table, size_t size)
{
	static const struct {
		uint8_t at, size;
	} fields[] = { { KSYM_AT_HEADER_SIZE, 1 }, { KSYM_AT_PARTS, 1 },
		{ KSYM_AT_SIZE, 4 }, { KSYM_AT_COUNT, 4 },
		{ KSYM_AT_CLASS_WIDTH, 1 }, { KSYM_AT_PHRASE_BITS, 1 },
		{ KSYM_AT_LENGTH_BITS, 1 }, { KSYM_AT_LATER, 1 },
		{ KSYM_AT_PAGED, 1 }, { KSYM_AT_SLICE_SHIFT, 1 } };
	const size_t field_count = sizeof(fields) / sizeof(*fields);
	const uint64_t value = telling_number(size);
	const size_t field = random_number() % (2 * field_count);
	size_t at = KSYM_HEADER_SIZE +
		    KSYM_ENTRY_SIZE * (random_number() % KSYM_PARTS);
	size_t width = 1;

	if (field < field_count) {
		at = fields[field].at;
		width = fields[field].size;
	} else if (field % 4 != 0) {
		at++;
		width = 4;
	}
	for (size_t k = 0; k < width; k++) {
		table[at + k] = (uint8_t)(value >> 8 * k);
	}
}

static void damage_header(const struct subject *subject)
{
	for (int round = 0; round < RANDOM; round++) {
		uint8_t *table = copy(subject, subject->size);

		for (uint64_t i = random_number() % 3 + 1; i-- > 0;) {
			damage_field(table, subject->size);
		}
		reseal(table, subject->size);
		(void)ask(subject, table, subject->size);
	}
}

static void randomize(const struct subject *subject)
{
	for (int round = 0; round < RANDOM; round++) {
		const size_t from = round % 3 == 0 ? 8 : KSYM_HEADER_SIZE;
		uint8_t *table = copy(subject, subject->size);

		for (size_t i = from; i < subject->size; i++) {
			if (round % 3 != 2 || random_number() % 32 == 0) {
				table[i] = (uint8_t)random_number();
			}
		}
		reseal(table, subject->size);
		(void)ask(subject, table, subject->size);
	}
}

static void damage(const char *how, const struct subject *subject)
{
	if (strcmp(how, "as-is") == 0) {
		as_is(subject);
	} else if (strcmp(how, "bits") == 0) {
		flip_bits(subject, false);
	} else if (strcmp(how, "resealed") == 0) {
		flip_bits(subject, true);
	} else if (strcmp(how, "truncated") == 0) {
		truncate_to_each(subject, false);
	} else if (strcmp(how, "cut") == 0) {
		truncate_to_each(subject, true);
	} else if (strcmp(how, "header") == 0) {
		damage_header(subject);
	} else if (strcmp(how, "random") == 0) {
		randomize(subject);
	} else {
		errx(2, "%s: no such way", how);
	}
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		errx(2, "usage: hostile HOW TABLE...");
	}
	for (int i = 2; i < argc; i++) {
		struct subject subject = { 0 };

		subject.bytes = file_read(argv[i], &subject.size);
		fence_make(&subject.fence, subject.size);
		if (strcmp(argv[1], "as-is") != 0) {
			questions_collect(&subject.questions, subject.bytes,
				subject.size);
		}
		damage(argv[1], &subject);
		questions_free(&subject.questions);
		free(subject.bytes);
	}
	return 0;
}
