/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * From an address to a symbol. A distance is an address less the table's base.
 * A block's symbols are stepped through by the gaps between them.
 */
#include "table.h"

/* A symbol, as the steps through its block have found it. */
struct cursor {
	uint64_t distance; /* of its first byte */
	uint64_t gap;      /* to the next symbol */
	uint32_t index;
	uint32_t y;    /* the bit where its y stands */
	uint32_t head; /* the first 4 bytes of its shape */
	uint32_t size_base;
};

/* The fields of a shape's first 4 bytes. */
static inline uint32_t x_width(uint32_t head)
{
	return head >> 8 & 0xff;
}

static inline uint32_t y_width(uint32_t head)
{
	return head >> 16 & 0xff;
}

static inline uint32_t shift(uint32_t head)
{
	return head >> 24 & 31;
}

/* Of 0 to 32 or 64 bits; a damaged width counts as 64. */
static inline uint64_t read_number(
	const struct ksym_table *t, uint32_t bit, uint32_t width)
{
	if (width <= 32) {
		return ksym_bits32_(t, bit, width);
	}
	return ksym_bits32_(t, bit, 32) |
	       (uint64_t)ksym_bits32_(t, bit + 32, 32) << 32;
}

/* value << shift for shift 0 to 31. */
static inline uint64_t shift_left(uint64_t value, uint32_t shift)
{
	const uint32_t low = (uint32_t)value;
	const uint32_t high =
		(uint32_t)(value >> 32) << shift | low >> 1 >> (31 - shift);

	return sizeof(size_t) >= sizeof(value)
		       ? value << shift
		       : low << shift | (uint64_t)high << 32;
}

/* value >> shift for shift 0 to 63, at most UINT32_MAX. */
static uint32_t shift_right(uint64_t value, uint32_t shift)
{
	const uint32_t low = (uint32_t)value, high = (uint32_t)(value >> 32);

	if (shift >= 32) {
		return high >> (shift - 32);
	}
	return high >> shift != 0 ? UINT32_MAX
				  : high << 1 << (31 - shift) | low >> shift;
}

/*
 * Records of blocks and of resumes are read without a check: ksym_open saw that
 * they are in the table, and only those are asked for.
 */
static inline uint32_t record_size(const struct ksym_table *t)
{
	return t->wide ? 12 : 7;
}

/* The distance at the head of a record. */
static inline uint64_t read_distance(
	const struct ksym_table *t, const uint8_t *record)
{
	const uint32_t low = ksym_load_(record);

	return t->wide ? low | (uint64_t)ksym_load_(record + 4) << 32 : low;
}

static inline const uint8_t *block_record(
	const struct ksym_table *t, uint32_t block)
{
	return t->bytes + FIELD_(t, KSYM_AT_BLOCKS) + block * record_size(t);
}

/* Where the block whose record that is begins, from the table's first byte. */
static inline uint32_t block_start(
	const struct ksym_table *t, const uint8_t *record)
{
	return FIELD_(t, KSYM_AT_STREAM) +
	       (t->wide ? ksym_load_(record + 8) : ksym_load_(record + 3) >> 8);
}

uint32_t ksym_names_(const struct ksym_table *t, uint32_t index)
{
	const uint32_t left = t->count - (index - index % KSYM_BLOCK);
	const uint32_t start =
		block_start(t, block_record(t, index / KSYM_BLOCK));

	return (start + (left < KSYM_BLOCK ? left : KSYM_BLOCK)) << 3;
}

/*
 * Goes through the block of symbol last up to it, or to the symbol before the
 * first that lies beyond the distance most.
 */
static void seek(const struct ksym_table *t, struct cursor *cp, uint32_t last,
	uint64_t most)
{
	/* ksym_open saw that the shapes are in the table. */
	const uint8_t *shapes = t->bytes + FIELD_(t, KSYM_AT_SHAPES);
	const uint8_t *record = block_record(t, last / KSYM_BLOCK);
	const uint32_t start = block_start(t, record);
	uint32_t bit = block_start(t, record + record_size(t)) << 3;
	uint64_t rest = most - read_distance(t, record);
	/* Codes that are not in the table are as wrong as any that are. */
	const uint8_t *codes =
		t->bytes + (start <= t->size - KSYM_BLOCK ? start : 0);

	for (uint32_t index = last - last % KSYM_BLOCK;; index++) {
		const uint32_t code = *codes++;
		const uint8_t *shape =
			shapes +
			KSYM_SHAPE_SIZE * (code <= t->last_shape ? code : 0);
		const uint32_t head = ksym_load_(shape);
		const uint32_t bases = ksym_load_(shape + 4);
		const uint32_t x = bit - x_width(head);
		const uint64_t gap = shift_left(
			(bases & 0xffff) + read_number(t, x, x_width(head)),
			shift(head));

		bit = x - y_width(head);
		if (index == last || rest < gap) {
			cp->distance = most - rest;
			cp->gap = gap;
			cp->index = index;
			cp->y = bit;
			cp->head = head;
			cp->size_base = bases >> 16;
			return;
		}
		rest -= gap;
	}
}

static uint64_t read_size(const struct ksym_table *t, const struct cursor *c)
{
	const uint64_t y =
		c->size_base + read_number(t, c->y, y_width(c->head));

	return c->head & KSYM_SHAPE_STATED ? shift_left(y, shift(c->head))
					   : c->gap - y;
}

static void describe(const struct ksym_table *t, const struct cursor *c,
	uint64_t size, struct ksym_symbol *symp)
{
	symp->addr = t->base + t->bias + c->distance;
	symp->size = size;
	symp->index = c->index;
	symp->type = (uint8_t)(c->head & KSYM_SHAPE_TYPE);
	symp->flags = (uint8_t)(c->head >> KSYM_SHAPE_FLAGS & 7);
}

int ksym_get(
	const struct ksym_table *t, uint32_t index, struct ksym_symbol *symp)
{
	struct cursor c;

	if (index >= t->count) {
		return -KSYM_ERR_NOT_FOUND;
	}
	seek(t, &c, index, UINT64_MAX);
	/* Where gaps are damaged the steps may end before it. */
	c.index = index;
	describe(t, &c, read_size(t, &c), symp);
	return 0;
}

/*
 * The last of count records, 1 or more, from record low on whose distance is at
 * most that; low if there is none.
 */
static uint32_t last_record(const struct ksym_table *t, const uint8_t *records,
	uint32_t size, uint32_t low, uint32_t count, uint64_t distance)
{
	/* Without a branch on what is read: it could not be predicted. */
	while (count > 1) {
		const uint32_t half = count / 2;
		const uint8_t *record = records + (low + half) * size;

		low += read_distance(t, record) <= distance ? half : 0;
		count -= half;
	}
	return low;
}

/* The last block that starts at or below a distance. */
static uint32_t find_block(const struct ksym_table *t, uint64_t distance)
{
	const uint32_t slices = FIELD_(t, KSYM_AT_TOP_COUNT);
	const uint32_t last = t->blocks - 1;
	uint32_t slice = shift_right(distance, t->top_shift);
	uint32_t at, low, high = last;

	if (slice >= slices) {
		slice = slices - 1;
	}
	at = FIELD_(t, KSYM_AT_TOPS) + 4 * slice;
	low = ksym_word_(t, at);
	if (slice + 1 < slices) {
		high = ksym_word_(t, at + 4);
	}
	high = high < last ? high : last;
	low = low < high ? low : high;
	return last_record(t, block_record(t, 0), record_size(t), low,
		high - low + 1, distance);
}

/* The symbol that the last resume at or below a distance names, or count. */
static uint32_t find_resume(const struct ksym_table *t, uint64_t distance)
{
	const uint32_t count = FIELD_(t, KSYM_AT_RESUME_COUNT);
	const uint32_t size = t->wide ? 12 : 8;
	const uint8_t *record = t->bytes + FIELD_(t, KSYM_AT_RESUMES);

	if (count == 0) {
		return t->count;
	}
	record += size * last_record(t, record, size, 0, count, distance);
	return read_distance(t, record) <= distance
		       ? ksym_load_(record + size - 4)
		       : t->count;
}

int ksym_lookup(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp)
{
	const uint64_t distance = addr - t->bias - t->base;
	struct cursor c;
	uint64_t size;
	uint32_t last;

	if (t->count == 0 || addr - t->bias < t->base) {
		return -KSYM_ERR_NOT_FOUND;
	}
	last = find_block(t, distance) * KSYM_BLOCK + (KSYM_BLOCK - 1);
	seek(t, &c, last < t->count ? last : t->count - 1, distance);
	size = read_size(t, &c);
	if (distance - c.distance >= size) {
		last = find_resume(t, distance);
		if (last >= t->count) {
			return -KSYM_ERR_NOT_FOUND;
		}
		seek(t, &c, last, UINT64_MAX);
		size = read_size(t, &c);
		if (distance - c.distance >= size) {
			return -KSYM_ERR_NOT_FOUND;
		}
	}
	describe(t, &c, size, symp);
	return 0;
}
