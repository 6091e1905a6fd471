/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Opening a table: the header is read once, and checked once for all. */
#include "table.h"

static uint32_t byte(const struct ksym_table *t, uint32_t at)
{
	return ksym_word_(t, at) & 0xff;
}

static void set_size(struct ksym_table *t, uint32_t size)
{
	t->size = size;
	t->last_word = size - (uint32_t)sizeof(uint32_t);
}

/* The first 16 bytes, or all where there are fewer. */
static bool all_bytes_are(const struct ksym_table *t, uint32_t word)
{
	for (uint32_t at = 0; at < 16 && at <= t->last_word; at += 4) {
		if (ksym_word_(t, at) != word) {
			return false;
		}
	}
	return true;
}

static bool parts_fit(const struct ksym_table *t)
{
	return ksym_fits_(t, FIELD_(t, KSYM_AT_TOPS),
		       FIELD_(t, KSYM_AT_TOP_COUNT), 4) &&
	       ksym_fits_(t, FIELD_(t, KSYM_AT_BLOCKS), t->blocks + 1,
		       t->wide ? 12 : 7) &&
	       ksym_fits_(t, FIELD_(t, KSYM_AT_SHAPES), t->last_shape + 1u,
		       KSYM_SHAPE_SIZE) &&
	       ksym_fits_(t, FIELD_(t, KSYM_AT_RESUMES),
		       FIELD_(t, KSYM_AT_RESUME_COUNT), t->wide ? 12 : 8) &&
	       ksym_fits_(t, FIELD_(t, KSYM_AT_PHRASES),
		       FIELD_(t, KSYM_AT_PHRASE_COUNT), KSYM_PHRASE_SIZE) &&
	       ksym_fits_(t, FIELD_(t, KSYM_AT_TEXT), 0, 1) &&
	       ksym_fits_(t, FIELD_(t, KSYM_AT_STREAM), 0, 1);
}

/*
 * What follows each selector of a token, and what it counts from: nothing, a
 * number of repeated tokens from 1, then the classes of phrases. Returns false
 * if a width is out of range.
 */
static bool read_classes(struct ksym_table *t)
{
	uint32_t first = 0;

	t->token_width[KSYM_SELECTOR_REPEAT] = KSYM_REPEAT_BITS;
	t->token_first[KSYM_SELECTOR_REPEAT] = 1;
	for (uint32_t i = 0; i < KSYM_CLASSES; i++) {
		const uint32_t width = byte(t, KSYM_AT_CLASS_WIDTHS + i);

		if (width > 16) {
			return false;
		}
		t->token_width[KSYM_FIRST_CLASS + i] = (uint8_t)width;
		t->token_first[KSYM_FIRST_CLASS + i] = first;
		first += 1u << width;
	}
	return true;
}

/* Reads the header's fields; returns false if one is out of range. */
static bool read_header(struct ksym_table *t)
{
	const uint32_t wide = byte(t, KSYM_AT_WIDE);
	const uint32_t top_shift = byte(t, KSYM_AT_TOP_SHIFT);

	if (wide > 1 || top_shift > 63 ||
		byte(t, KSYM_AT_ID_SIZE) > KSYM_ID_MAX) {
		return false;
	}
	t->wide = (uint8_t)wide;
	t->last_shape = (uint8_t)byte(t, KSYM_AT_LAST_SHAPE);
	t->top_shift = (uint8_t)top_shift;
	t->base = ksym_word_(t, KSYM_AT_BASE) |
		  (uint64_t)ksym_word_(t, KSYM_AT_BASE + 4) << 32;
	t->count = ksym_word_(t, KSYM_AT_COUNT);
	t->blocks = t->count / KSYM_BLOCK + (t->count % KSYM_BLOCK != 0);
	for (uint32_t i = 0; i < sizeof(t->field) / sizeof(t->field[0]); i++) {
		t->field[i] = ksym_word_(t, KSYM_AT_TOP_COUNT + 4 * i);
	}
	return read_classes(t) && parts_fit(t) &&
	       FIELD_(t, KSYM_AT_PHRASE_COUNT) <= 0x10000 &&
	       (t->count == 0 || FIELD_(t, KSYM_AT_TOP_COUNT) != 0);
}

static int open_header(struct ksym_table *t)
{
	const uint32_t header = ksym_word_(t, KSYM_AT_HEADER_SIZE) & 0xffff;
	const uint32_t room = t->size;

	if (all_bytes_are(t, 0) || all_bytes_are(t, 0xffffffff)) {
		return -KSYM_ERR_EMPTY;
	}
	if (ksym_word_(t, KSYM_AT_MAGIC) != KSYM_MAGIC) {
		return -KSYM_ERR_MAGIC;
	}
	if (byte(t, KSYM_AT_LEAST_VERSION) > KSYM_FORMAT_VERSION) {
		return -KSYM_ERR_VERSION;
	}
	set_size(t, ksym_word_(t, KSYM_AT_SIZE));
	if (room < KSYM_HEADER_SIZE || room < t->size) {
		return -KSYM_ERR_TRUNCATED;
	}
	if (header < KSYM_HEADER_SIZE || t->size < header ||
		t->size > KSYM_SIZE_MAX || !read_header(t)) {
		return -KSYM_ERR_CORRUPT;
	}
	return 0;
}

int ksym_open(struct ksym_table *t, const void *base, size_t size)
{
	int err = -KSYM_ERR_TRUNCATED;

	*t = (struct ksym_table){ 0 };
	t->bytes = base;
	if (size >= sizeof(uint32_t)) {
		set_size(t, size < UINT32_MAX ? (uint32_t)size : UINT32_MAX);
		err = open_header(t);
	}
	if (err != 0) {
		*t = (struct ksym_table){ 0 };
	}
	return err;
}

void ksym_set_bias(struct ksym_table *t, uint64_t bias)
{
	t->bias = bias;
}

uint32_t ksym_count(const struct ksym_table *t)
{
	return t->count;
}
