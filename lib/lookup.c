/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * From an address to a symbol. Distances are from the table's base; a block's
 * symbols are stepped through by the gaps between them.
 */
#include "table.h"

/* A symbol of a block, and what leads to the next one. */
struct step {
	uint64_t gap;  /* to the next symbol */
	uint32_t code; /* the bit where its shape's code stands */
	uint32_t bit;  /* where x stands, then y */
	uint32_t x_width, y_width;
	uint32_t shift;
	uint32_t size_base;
	uint32_t kind; /* a shape's first byte */
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
	const uint32_t at = record_at(t, t->block_records, block);

	return t->stream + ksym_word_(t, at + t->distance_size);
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

/* Reads the symbol at step->code and step->bit, all but its size. */
static inline void read_step(const struct ksym_table *t, struct step *step)
{
	const uint32_t shape =
		t->shapes +
		KSYM_SHAPE_SIZE * ksym_bits_(t, step->code, t->shape_bits);
	const uint32_t head = ksym_word_(t, shape);
	const uint32_t bases = ksym_word_(t, shape + 4);

	step->kind = head & 0xff;
	step->x_width = head >> 8 & 0xff;
	step->y_width = head >> 16 & 0xff;
	step->shift = head >> 24 & 31;
	step->size_base = bases >> 16;
	step->gap = shift_left(
		(bases & 0xffff) + read_number(t, step->bit, step->x_width),
		step->shift);
}

static void first_step(
	const struct ksym_table *t, uint32_t block, struct step *step)
{
	const uint32_t head = t->block_log2 == 4 ? 3 : 1;

	step->code = (block_at(t, block) + head) << 3;
	step->bit = step->code + block_count(t, block) * t->shape_bits;
	read_step(t, step);
}

static inline void next_step(const struct ksym_table *t, struct step *step)
{
	step->code += t->shape_bits;
	step->bit += step->x_width + step->y_width;
	read_step(t, step);
}

static void describe(const struct ksym_table *t, const struct step *step,
	uint64_t distance, uint32_t index, struct ksym_symbol *symp)
{
	const uint64_t y =
		step->size_base +
		read_number(t, step->bit + step->x_width, step->y_width);

	symp->addr = t->base + t->bias + distance;
	symp->size = step->kind & KSYM_SHAPE_STATED ? shift_left(y, step->shift)
						    : step->gap - y;
	symp->index = index;
	symp->type = (uint8_t)(step->kind & KSYM_SHAPE_TYPE);
	symp->flags = (uint8_t)(step->kind >> KSYM_SHAPE_FLAGS & 7);
}

int ksym_get(
	const struct ksym_table *t, uint32_t index, struct ksym_symbol *symp)
{
	const uint32_t block = index >> t->block_log2;
	uint64_t distance;
	struct step step;

	if (index >= t->count) {
		return -KSYM_ERR_NOT_FOUND;
	}
	distance = read_distance(t, record_at(t, t->block_records, block));
	first_step(t, block, &step);
	for (uint32_t i = block << t->block_log2; i < index; i++) {
		distance += step.gap;
		next_step(t, &step);
	}
	describe(t, &step, distance, index, symp);
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

	if (slice >= t->top_count) {
		slice = t->top_count - 1;
	}
	low = ksym_word_(t, t->tops + 4 * slice);
	if (slice + 1 < t->top_count) {
		const uint32_t next = ksym_word_(t, t->tops + 4 * slice + 4);

		high = next < high ? next : high;
	}
	return last_record(
		t, t->block_records, low < high ? low : high, high, distance);
}

/* The symbol that owns a distance which the last one before it does not cover. */
static int find_resumed(
	const struct ksym_table *t, uint64_t distance, struct ksym_symbol *symp)
{
	struct ksym_symbol symbol;
	uint32_t at;

	if (t->resume_count == 0) {
		return -KSYM_ERR_NOT_FOUND;
	}
	at = record_at(t, t->resumes,
		last_record(t, t->resumes, 0, t->resume_count - 1, distance));
	if (read_distance(t, at) > distance ||
		ksym_get(t, ksym_word_(t, at + t->distance_size), &symbol) !=
			0 ||
		distance - (symbol.addr - t->base - t->bias) >= symbol.size) {
		return -KSYM_ERR_NOT_FOUND;
	}
	*symp = symbol;
	return 0;
}

int ksym_lookup(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp)
{
	const uint64_t distance = addr - t->bias - t->base;
	struct ksym_symbol symbol;
	uint32_t block, index, last;
	uint64_t rest;
	struct step step;

	if (t->count == 0 || addr - t->bias < t->base) {
		return -KSYM_ERR_NOT_FOUND;
	}
	block = find_block(t, distance);
	index = block << t->block_log2;
	last = index + block_count(t, block) - 1;
	rest = distance -
	       read_distance(t, record_at(t, t->block_records, block));
	first_step(t, block, &step);
	while (index < last && rest >= step.gap) {
		rest -= step.gap;
		index++;
		next_step(t, &step);
	}
	describe(t, &step, distance - rest, index, &symbol);
	if (rest >= symbol.size) {
		return find_resumed(t, distance, symp);
	}
	*symp = symbol;
	return 0;
}
