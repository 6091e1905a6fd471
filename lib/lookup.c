/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * From an address to a symbol. Distances are from the table's base; a block's
 * symbols are stepped through by the gaps between them.
 */
#include "table.h"

/* A symbol of a block, and what leads to the next one. */
struct cursor {
	uint64_t distance; /* of its first byte */
	uint64_t gap;      /* to the next symbol */
	uint32_t index;
	uint32_t code; /* the bit where its shape's code stands */
	uint32_t bit;  /* where x stands, then y */
	uint32_t head; /* the first 4 bytes of its shape */
	uint32_t size_base;
};

/* Of 0 to 32 or 64 bits; a damaged width counts as 64. */
static uint64_t read_number(
	const struct ksym_table *t, uint32_t bit, uint32_t width)
{
	uint32_t low, high;

	if (width <= 16) {
		return ksym_bits_(t, bit, width);
	}
	low = ksym_bits_(t, bit, 16);
	if (width <= 32) {
		return low | ksym_bits_(t, bit + 16, width - 16) << 16;
	}
	low |= ksym_bits_(t, bit + 16, 16) << 16;
	high = ksym_bits_(t, bit + 32, 16) | ksym_bits_(t, bit + 48, 16) << 16;
	return low | (uint64_t)high << 32;
}

/* value << shift for shift 0 to 31. */
static uint64_t shift_left(uint64_t value, uint32_t shift)
{
	const uint32_t low = (uint32_t)value;
	const uint32_t high =
		(uint32_t)(value >> 32) << shift | low >> 1 >> (31 - shift);

	return low << shift | (uint64_t)high << 32;
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

static uint64_t read_distance(const struct ksym_table *t, uint32_t at)
{
	const uint64_t low = ksym_word_(t, at);

	return t->distance_size == 4
		       ? low
		       : low | (uint64_t)ksym_word_(t, at + 4) << 32;
}

/* Where the record of a block or of a resume stands. */
static uint32_t record_at(
	const struct ksym_table *t, uint32_t records, uint32_t i)
{
	return records + i * (t->distance_size + 4u);
}

static uint32_t block_at(const struct ksym_table *t, uint32_t block)
{
	const uint32_t at = record_at(t, FIELD_(t, KSYM_AT_BLOCKS), block);

	return FIELD_(t, KSYM_AT_STREAM) + ksym_word_(t, at + t->distance_size);
}

/* How many symbols the block holds. */
static uint32_t block_count(const struct ksym_table *t, uint32_t block)
{
	const uint32_t left = t->count - (block << t->block_log2);
	const uint32_t most = 1u << t->block_log2;

	return left < most ? left : most;
}

uint32_t ksym_group_(const struct ksym_table *t, uint32_t index)
{
	const uint32_t at = block_at(t, index >> t->block_log2);
	const uint32_t word = ksym_word_(t, at);
	const bool second = t->block_log2 == 4 && (index & KSYM_GROUP) != 0;

	return (at + (second ? word >> 8 & 0xffff : word & 0xff)) << 3;
}

static uint32_t x_width(const struct cursor *c)
{
	return c->head >> 8 & 0xff;
}

static uint32_t y_width(const struct cursor *c)
{
	return c->head >> 16 & 0xff;
}

static uint32_t shift(const struct cursor *c)
{
	return c->head >> 24 & 31;
}

/* Reads the shape of the symbol at c->code, and its x at c->bit. */
static void read_shape(const struct ksym_table *t, struct cursor *c)
{
	const uint32_t at =
		FIELD_(t, KSYM_AT_SHAPES) +
		KSYM_SHAPE_SIZE * ksym_bits_(t, c->code, t->shape_bits);
	const uint32_t bases = ksym_word_(t, at + 4);

	c->head = ksym_word_(t, at);
	c->size_base = bases >> 16;
	c->gap = shift_left(
		(bases & 0xffff) + read_number(t, c->bit, x_width(c)),
		shift(c));
}

/*
 * Goes to the symbol last of a block, or to the one before the first that lies
 * beyond the distance most.
 */
static void seek(const struct ksym_table *t, struct cursor *c, uint32_t last,
	uint64_t most)
{
	const uint32_t block = last >> t->block_log2;
	const uint32_t head = t->block_log2 == 4 ? 3 : 1;

	c->index = block << t->block_log2;
	c->distance = read_distance(
		t, record_at(t, FIELD_(t, KSYM_AT_BLOCKS), block));
	c->code = (block_at(t, block) + head) << 3;
	c->bit = c->code + block_count(t, block) * t->shape_bits;
	read_shape(t, c);
	while (c->index < last && most - c->distance >= c->gap) {
		c->distance += c->gap;
		c->index++;
		c->code += t->shape_bits;
		c->bit += x_width(c) + y_width(c);
		read_shape(t, c);
	}
}

static uint64_t read_size(const struct ksym_table *t, const struct cursor *c)
{
	const uint64_t y =
		c->size_base + read_number(t, c->bit + x_width(c), y_width(c));

	return c->head & KSYM_SHAPE_STATED ? shift_left(y, shift(c))
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
	describe(t, &c, read_size(t, &c), symp);
	return 0;
}

/*
 * The last of the records low to high whose distance is at most that; low if
 * there is none.
 */
static uint32_t last_record(const struct ksym_table *t, uint32_t records,
	uint32_t low, uint32_t high, uint64_t distance)
{
	while (low < high) {
		const uint32_t middle = high - (high - low) / 2;

		if (read_distance(t, record_at(t, records, middle)) <=
			distance) {
			low = middle;
		} else {
			high = middle - 1;
		}
	}
	return low;
}

/* The last block that starts at or below a distance. */
static uint32_t find_block(const struct ksym_table *t, uint64_t distance)
{
	uint32_t slice = shift_right(distance, t->top_shift);
	uint32_t low, high = t->blocks - 1;

	if (slice >= FIELD_(t, KSYM_AT_TOP_COUNT)) {
		slice = FIELD_(t, KSYM_AT_TOP_COUNT) - 1;
	}
	low = ksym_word_(t, FIELD_(t, KSYM_AT_TOPS) + 4 * slice);
	if (slice + 1 < FIELD_(t, KSYM_AT_TOP_COUNT)) {
		const uint32_t next =
			ksym_word_(t, FIELD_(t, KSYM_AT_TOPS) + 4 * slice + 4);

		high = next < high ? next : high;
	}
	return last_record(t, FIELD_(t, KSYM_AT_BLOCKS),
		low < high ? low : high, high, distance);
}

/* The symbol that the last resume at or below a distance names, or count. */
static uint32_t find_resume(const struct ksym_table *t, uint64_t distance)
{
	const uint32_t count = FIELD_(t, KSYM_AT_RESUME_COUNT);
	const uint32_t resumes = FIELD_(t, KSYM_AT_RESUMES);
	uint32_t at;

	if (count == 0) {
		return t->count;
	}
	at = record_at(
		t, resumes, last_record(t, resumes, 0, count - 1, distance));
	return read_distance(t, at) <= distance
		       ? ksym_word_(t, at + t->distance_size)
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
	last = find_block(t, distance);
	last = (last << t->block_log2) + block_count(t, last) - 1;
	seek(t, &c, last, distance);
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
