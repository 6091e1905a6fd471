/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Opening a table: the header is read once, and checked once for all. */
#include "table.h"

/* Parts of more elements than this cannot fit; fewer cannot overflow below. */
#define MOST_ELEMENTS 0x10000000u

static uint32_t byte(const struct ksym_table *t, uint32_t at)
{
	return ksym_word_(t, at) & 0xff;
}

static bool all_bytes_are(const struct ksym_table *t, uint32_t word)
{
	for (uint32_t at = 0; at < 16; at += 4) {
		if (ksym_word_(t, at) != word) {
			return false;
		}
	}
	return true;
}

/* Whether COUNT elements of SIZE bytes, 1 to 12, at an offset are in the table.
 */
static bool fits(
	const struct ksym_table *t, uint32_t at, uint32_t count, uint32_t size)
{
	return at <= t->size && count <= MOST_ELEMENTS &&
	       count * size <= t->size - at;
}

static bool index_fits(const struct ksym_table *t)
{
	const uint32_t segments = ksym_word_(t, t->index + KSYM_INDEX_SEGMENTS);
	const uint32_t log2 = byte(t, t->index + KSYM_INDEX_SEGMENT_LOG2);
	const uint32_t bits = byte(t, t->index + KSYM_INDEX_SLOT_BITS);
	uint32_t slots;

	if (!fits(t, t->index, KSYM_INDEX_SLOTS, 1) || segments == 0 ||
		segments > KSYM_INDEX_SEGMENTS_MAX ||
		log2 > KSYM_INDEX_LOG2_MAX || bits == 0 || bits > 32 ||
		segments + 2 > MOST_ELEMENTS >> log2) {
		return false;
	}
	slots = (segments + 2) << log2;
	return fits(t, t->index + KSYM_INDEX_SLOTS,
		(slots >> 3) * bits + (((slots & 7) * bits + 7) >> 3), 1);
}

static bool parts_fit(const struct ksym_table *t)
{
	return fits(t, t->tops, t->top_count, 4) &&
	       fits(t, t->block_records, t->blocks, t->distance_size + 4u) &&
	       fits(t, t->shapes, 1u << t->shape_bits, KSYM_SHAPE_SIZE) &&
	       fits(t, t->resumes, t->resume_count, t->distance_size + 4u) &&
	       fits(t, t->phrases, t->phrase_count, KSYM_PHRASE_SIZE) &&
	       t->text <= t->size && t->stream <= t->size &&
	       (t->index == 0 || index_fits(t));
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
	const uint32_t block_log2 = byte(t, KSYM_AT_BLOCK_LOG2);
	const uint32_t shape_bits = byte(t, KSYM_AT_SHAPE_BITS);
	const uint32_t top_shift = byte(t, KSYM_AT_TOP_SHIFT);

	if (wide > 1 || block_log2 < 3 || block_log2 > 4 || shape_bits > 8 ||
		top_shift > 63 || byte(t, KSYM_AT_ID_SIZE) > KSYM_ID_MAX) {
		return false;
	}
	t->distance_size = wide ? 8 : 4;
	t->block_log2 = (uint8_t)block_log2;
	t->shape_bits = (uint8_t)shape_bits;
	t->top_shift = (uint8_t)top_shift;
	t->base = ksym_word_(t, KSYM_AT_BASE) |
		  (uint64_t)ksym_word_(t, KSYM_AT_BASE + 4) << 32;
	t->count = ksym_word_(t, KSYM_AT_COUNT);
	t->blocks = t->count == 0 ? 0 : ((t->count - 1) >> block_log2) + 1;
	t->top_count = ksym_word_(t, KSYM_AT_TOP_COUNT);
	t->tops = ksym_word_(t, KSYM_AT_TOPS);
	t->block_records = ksym_word_(t, KSYM_AT_BLOCKS);
	t->shapes = ksym_word_(t, KSYM_AT_SHAPES);
	t->resume_count = ksym_word_(t, KSYM_AT_RESUME_COUNT);
	t->resumes = ksym_word_(t, KSYM_AT_RESUMES);
	t->phrase_count = ksym_word_(t, KSYM_AT_PHRASE_COUNT);
	t->phrases = ksym_word_(t, KSYM_AT_PHRASES);
	t->text = ksym_word_(t, KSYM_AT_TEXT);
	t->stream = ksym_word_(t, KSYM_AT_STREAM);
	t->index = ksym_word_(t, KSYM_AT_INDEX);
	return read_classes(t) && t->phrase_count <= 0x10000 &&
	       (t->count == 0 || t->top_count != 0) && parts_fit(t);
}

static int open_header(struct ksym_table *t)
{
	const uint32_t size = ksym_word_(t, KSYM_AT_SIZE);
	const uint32_t header = ksym_word_(t, KSYM_AT_HEADER_SIZE) & 0xffff;

	if (t->size >= 16 &&
		(all_bytes_are(t, 0) || all_bytes_are(t, 0xffffffff))) {
		return -KSYM_ERR_EMPTY;
	}
	if (ksym_word_(t, KSYM_AT_MAGIC) != KSYM_MAGIC) {
		return -KSYM_ERR_MAGIC;
	}
	if (byte(t, KSYM_AT_LEAST_VERSION) > KSYM_FORMAT_VERSION) {
		return -KSYM_ERR_VERSION;
	}
	if (t->size < KSYM_HEADER_SIZE || t->size < size) {
		return -KSYM_ERR_TRUNCATED;
	}
	if (header < KSYM_HEADER_SIZE || size < header ||
		size > KSYM_SIZE_MAX) {
		return -KSYM_ERR_CORRUPT;
	}
	t->size = size;
	return read_header(t) ? 0 : -KSYM_ERR_CORRUPT;
}

int ksym_open(struct ksym_table *t, const void *base, size_t size)
{
	int err;

	*t = (struct ksym_table){ 0 };
	t->bytes = base;
	t->size = size < UINT32_MAX ? (uint32_t)size : UINT32_MAX;
	err = open_header(t);
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
