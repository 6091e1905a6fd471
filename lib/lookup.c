/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * From an address to a symbol. A distance is an address less the table's base.
 * A search finds the block; a walk adds the gaps between its symbols.
 */
#include "table.h"

/* A base in a shape. */
static inline uint32_t base(const uint8_t *b)
{
	return b[0] | (uint32_t)b[1] << 8;
}

uint64_t ksym_wide_number_(
	const struct ksym_table *t, uint32_t bit, uint32_t width)
{
	uint32_t at = width / 16 * 16;
	uint64_t number = ksym_bits_(t, bit + at, width % 16);

	/*@ loop invariant at % 16 == 0 && at <= 240;
	    loop assigns at, number;
	    loop variant at; */
	while (at > 0) {
		at -= 16;
		number = number << 16 | ksym_bits_(t, bit + at, 16);
	}
	return number;
}

/* value << shift for shift 0 to 31. */
static inline uint64_t shift_left(uint64_t value, uint32_t shift)
{
	if (IS_64_BIT_) {
		return value << shift;
	}
	/*@ loop assigns shift, value;
	    loop variant shift; */
	while (shift-- > 0) {
		value <<= 1;
	}
	return value;
}

/* value >> shift for shift 0 to 63. */
static inline uint64_t shift_right(uint64_t value, uint32_t shift)
{
	if (IS_64_BIT_) {
		return value >> shift;
	}
	/*@ loop assigns shift, value;
	    loop variant shift; */
	while (shift-- > 0) {
		value >>= 1;
	}
	return value;
}

/* The distance at the head of a record. */
static inline uint64_t read_distance(
	const struct ksym_table *t, const uint8_t *record)
{
	const uint32_t low = ksym_load_(record);

	return t->wide ? low | (uint64_t)ksym_load_(record + 4) << 32 : low;
}

/* The distance from a symbol, whose x is at that bit, to the next. */
static inline uint64_t read_gap(
	const struct ksym_table *t, const uint8_t *shape, uint32_t bit)
{
	const uint64_t x = base(shape + KSYM_SHAPE_GAP) +
			   ksym_number_(t, bit, shape[KSYM_SHAPE_X]);

	return shift_left(x, shape[KSYM_SHAPE_SHIFT] % 32);
}

/* The size of a symbol whose x is at that bit, and gap to the next symbol. */
static inline uint64_t read_size(const struct ksym_table *t,
	const uint8_t *shape, uint32_t bit, uint64_t gap)
{
	const uint8_t x_width = shape[KSYM_SHAPE_X];
	const uint8_t y_width = (uint8_t)(shape[KSYM_SHAPE_XY] - x_width);
	const uint64_t y = base(shape + KSYM_SHAPE_SIZE_BASE) +
			   ksym_number_(t, bit + x_width, y_width);

	return shape[0] & KSYM_SHAPE_STATED
		       ? shift_left(y, shape[KSYM_SHAPE_SHIFT] % 32)
		       : gap - y;
}

/*
 * In the block of symbol number last, describes the last symbol up to that one
 * that starts at or below a distance; any symbol of these if none does. Returns
 * 0, or -KSYM_ERR_CORRUPT if the table does not hold the block.
 */
static int last_in_block(const struct ksym_table *t, uint32_t last,
	uint64_t distance, struct ksym_symbol *symp)
{
	const uint8_t *record = ksym_record_(t, last / KSYM_BLOCK);
	const uint32_t start = ksym_block_(t, record);
	uint64_t gap, rest = distance - read_distance(t, record);
	uint32_t bit = (start + KSYM_BLOCK_FIELDS) << 3;
	const uint8_t *code, *last_code, *shape;

	if (start > t->size - KSYM_BLOCK) {
		return -KSYM_ERR_CORRUPT;
	}
	code = t->bytes + start;
	last_code = code + last % KSYM_BLOCK;
	/*@ loop invariant 0 <= last_code - code <= last % KSYM_BLOCK &&
	      is_inside(*t, code, last_code - code + 1);
	    loop assigns code, bit, rest, shape, gap;
	    loop variant last_code - code; */
	for (;; code++) {
		shape = ksym_shape_(t, *code);
		gap = read_gap(t, shape, bit);
		if (code == last_code || rest < gap) {
			break;
		}
		bit += shape[KSYM_SHAPE_XY];
		rest -= gap;
	}
	symp->addr = t->start + (distance - rest);
	symp->size = read_size(t, shape, bit, gap);
	symp->index = last - (uint32_t)(last_code - code);
	symp->type = shape[0] & KSYM_SHAPE_TYPE;
	symp->flags = shape[0] >> KSYM_SHAPE_FLAGS & 7;
	return 0;
}

/* Describes a symbol by its index, below the count. */
static int describe(
	const struct ksym_table *t, uint32_t index, struct ksym_symbol *symp)
{
	/* Every symbol starts at or below the largest distance. Only damaged
	 * gaps, whose sum wraps, lead past it. */
	if (last_in_block(t, index, FARTHEST_, symp) != 0 ||
		symp->index != index) {
		return -KSYM_ERR_CORRUPT;
	}
	return 0;
}

int ksym_get(
	const struct ksym_table *t, uint32_t index, struct ksym_symbol *symp)
{
	return index < t->count ? describe(t, index, symp)
				: -KSYM_ERR_NOT_FOUND;
}

/*
 * Of count records, 1 or more, from number low on: the last whose distance is
 * at most the one given, or low if there is none.
 */
static uint32_t last_record(const struct ksym_table *t, const uint8_t *records,
	uint32_t size, uint32_t low, uint32_t count, uint64_t distance)
{
	/* No branch on the distance read: it could not be predicted. */
	/*@ loop invariant 1 <= count && \at(low, Pre) <= low &&
	      low + count <= \at(low + count, Pre);
	    for order: loop invariant low > \at(low, Pre) ==>
	      nth(t->wide, records, size, low) <= distance;
	    for order: loop invariant \let end = \at(low + count, Pre);
	      ascend(t->wide, records, size, \at(low, Pre), end) ==>
		\forall integer i; low + count <= i < end ==>
		  nth(t->wide, records, size, i) > distance;
	    loop assigns low, count;
	    loop variant count; */
	while (count > 1) {
		const uint32_t half = count / 2;
		/*@ assert (low + half) * size + size <= (low + count) * size; */
		const uint8_t *record = records + ksym_times_(size, low + half);
		/*@ for order: assert distance_at(t->wide, record) ==
		      nth(t->wide, records, size, low + half); */

		low += read_distance(t, record) <= distance ? half : 0;
		count -= half;
	}
	return low;
}

/* The last block that starts at or below a distance. Where the slices are
 * damaged, the number of blocks, which is none. */
static uint32_t find_block(const struct ksym_table *t, uint64_t distance)
{
	const uint64_t wanted = shift_right(distance, t->top_shift);
	const uint32_t slice = wanted < FIELD_(t, KSYM_AT_LAST_SLICE)
				       ? (uint32_t)wanted
				       : FIELD_(t, KSYM_AT_LAST_SLICE);
	const uint32_t at = FIELD_(t, KSYM_AT_TOPS) + 4 * slice;
	uint32_t low, high;

	if (at > t->last_word - 4) {
		return t->blocks;
	}
	low = ksym_load_(t->bytes + at);
	high = ksym_load_(t->bytes + at + 4);
	if (low > high || high >= t->blocks) {
		return t->blocks;
	}
	return last_record(t, ksym_record_(t, 0), ksym_record_size_(t), low,
		high - low + 1, distance);
}

static bool covers(const struct ksym_symbol *symbol, uint64_t addr)
{
	return addr - symbol->addr < symbol->size;
}

/* The symbol of the last resume at or below an address. If that symbol does not
 * cover the address, this is a miss and *symp is unchanged. */
static int find_resumed(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp)
{
	const uint64_t distance = addr - t->start;
	const uint32_t count = FIELD_(t, KSYM_AT_RESUME_COUNT);
	const uint32_t size = ksym_resume_size_(t);
	const uint8_t *record = t->bytes + FIELD_(t, KSYM_AT_RESUMES);
	struct ksym_symbol outer;
	uint32_t index;

	if (count == 0) {
		return -KSYM_ERR_NOT_FOUND;
	}
	record += ksym_times_(
		size, last_record(t, record, size, 0, count, distance));
	if (read_distance(t, record) > distance) {
		return -KSYM_ERR_NOT_FOUND;
	}
	index = ksym_load_(record + size - 4);
	if (index >= t->count || describe(t, index, &outer) != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	if (!covers(&outer, addr)) {
		return -KSYM_ERR_NOT_FOUND;
	}
	/* Member by member: some compilers call memcpy for the struct. */
	symp->addr = outer.addr;
	symp->size = outer.size;
	symp->index = outer.index;
	symp->type = outer.type;
	symp->flags = outer.flags;
	return 0;
}

int ksym_lookup(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp)
{
	/* Below the base the subtraction wraps past every symbol. */
	const uint64_t distance = addr - t->start;
	uint32_t block, last;

	if (t->count == 0) {
		return -KSYM_ERR_NOT_FOUND;
	}
	block = find_block(t, distance);
	if (block >= t->blocks) {
		return -KSYM_ERR_CORRUPT;
	}
	last = block * KSYM_BLOCK + (KSYM_BLOCK - 1);
	last = last < t->count ? last : t->count - 1;
	if (last_in_block(t, last, distance, symp) != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	/*@ assert symp->index < t->count; */
	return covers(symp, addr) ? 0 : find_resumed(t, addr, symp);
}

/* e_machine of the machines whose return addresses have mode bits. */
#define MACHINE_MIPS   8
#define MACHINE_PARISC 15
#define MACHINE_ARM    40

uint64_t ksym_without_mode_(const struct ksym_table *t, uint64_t return_addr)
{
	switch (t->machine) {
	case MACHINE_ARM:
	case MACHINE_MIPS:
		return return_addr / 2 * 2;
	case MACHINE_PARISC:
		return return_addr / 4 * 4;
	default:
		return return_addr;
	}
}

int ksym_lookup_call(const struct ksym_table *t, uint64_t return_addr,
	struct ksym_symbol *symp)
{
	const uint64_t behind = ksym_without_mode_(t, return_addr);

	return behind > 0 ? ksym_lookup(t, behind - 1, symp)
			  : -KSYM_ERR_NOT_FOUND;
}

int ksym_next_to(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp)
{
	const uint64_t distance = addr - t->start;
	const int status = ksym_lookup(t, addr, symp);

	if (status != -KSYM_ERR_NOT_FOUND || t->count == 0) {
		return status;
	}
	/* Below the link-time base the distance wraps: nothing is before it. */
	return distance <= FARTHEST_ - t->base &&
			       symp->addr - t->start <= distance
		       ? 1
		       : -KSYM_ERR_NOT_FOUND;
}
