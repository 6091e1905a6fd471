/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Opening a table: the header is read and checked here, once. */
#include "table.h"

_Static_assert(sizeof(struct ksym_table) == KSYM_TABLE_SIZE, "on any machine");

/* Makes it a table of no symbols. Not by { 0 }: some compilers call memset for
 * that. */
static void close_table(struct ksym_table *t)
{
	t->base = 0;
	t->start = 0;
	t->bytes = NULL;
	t->size = 0;
	t->count = 0;
	t->machine = 0;
	FIELD_(t, KSYM_AT_INDEX) = 0;
}

/* Reads the widths of the classes; returns false if one is out of range. */
static bool read_classes(struct ksym_table *t, const uint8_t *widths)
{
	uint32_t first = 0;

	t->token_step[KSYM_SELECTOR_END] = KSYM_STEP_END_;
	/*@ loop invariant i <= KSYM_CLASSES;
	    loop invariant t->token_step[KSYM_SELECTOR_END] == KSYM_STEP_END_;
	    loop invariant \forall integer k; 1 <= k <= i ==>
	      t->token_step[k] <= KSYM_CLASS_WIDTH_MAX;
	    loop assigns i, first, t->token_step[1 .. KSYM_CLASSES],
	      t->token_first[1 .. KSYM_CLASSES];
	    loop variant KSYM_CLASSES - i; */
	for (uint32_t i = 0; i < KSYM_CLASSES; i++) {
		if (widths[i] > KSYM_CLASS_WIDTH_MAX) {
			return false;
		}
		t->token_step[1 + i] = widths[i];
		t->token_first[1 + i] = first;
		first += 1u << widths[i];
	}
	return true;
}

/*
 * Reads the header's fields; returns false if one is out of range, or if a part
 * that is read without a check later does not lie in the table.
 */
static bool read_header(struct ksym_table *t, const uint8_t *b, uint32_t size)
{
	t->bytes = b;
	t->size = size;
	t->last_word = size - (uint32_t)sizeof(uint32_t);
	t->base = ksym_load_(b + KSYM_AT_BASE) |
		  (uint64_t)ksym_load_(b + KSYM_AT_BASE + 4) << 32;
	t->start = t->base;
	t->count = ksym_load_(b + KSYM_AT_COUNT);
	t->blocks = t->count / KSYM_BLOCK + (t->count % KSYM_BLOCK != 0);
	/*@ assert t->count <= KSYM_BLOCK * t->blocks &&
	      t->blocks + 1 < 0x80000000; */
	t->machine = (uint16_t)ksym_load_(b + KSYM_AT_MACHINE);
	t->wide = b[KSYM_AT_WIDE];
	t->shape_mask = b[KSYM_AT_SHAPE_MASK];
	t->top_shift = b[KSYM_AT_TOP_SHIFT];
	/*@ loop invariant i <= 11;
	    loop assigns i, t->field[0 .. 10];
	    loop variant 11 - i; */
	for (uint32_t i = 0; i < sizeof(t->field) / sizeof(t->field[0]); i++) {
		t->field[i] = ksym_load_(b + KSYM_AT_FIELDS + 4 * i);
	}
	return size >= KSYM_HEADER_SIZE && size <= KSYM_SIZE_MAX &&
	       t->wide <= 1 && t->top_shift <= 63 &&
	       read_classes(t, b + KSYM_AT_CLASS_WIDTHS) &&
	       ksym_fits_(t, FIELD_(t, KSYM_AT_BLOCKS), t->blocks + 1,
		       ksym_record_size_(t)) &&
	       ksym_fits_(t, FIELD_(t, KSYM_AT_SHAPES), t->shape_mask + 1u,
		       KSYM_SHAPE_SIZE) &&
	       ksym_fits_(t, FIELD_(t, KSYM_AT_RESUMES),
		       FIELD_(t, KSYM_AT_RESUME_COUNT), ksym_resume_size_(t));
}

/* Opens a table. After an error *t holds anything. */
static int open_table(struct ksym_table *t, const uint8_t *b, size_t size)
{
	uint32_t magic, stated;

	if (size < sizeof(magic)) {
		return -KSYM_ERR_TRUNCATED;
	}
	magic = ksym_load_(b + KSYM_AT_MAGIC);
	if (magic == 0 || magic == 0xffffffff) {
		return -KSYM_ERR_EMPTY;
	}
	if (magic != KSYM_MAGIC) {
		return -KSYM_ERR_MAGIC;
	}
	if (size < KSYM_HEADER_SIZE) {
		return -KSYM_ERR_TRUNCATED;
	}
	if (b[KSYM_AT_LEAST_VERSION] > KSYM_FORMAT_VERSION) {
		return -KSYM_ERR_VERSION;
	}
	stated = ksym_load_(b + KSYM_AT_SIZE);
	if (stated > size) {
		return -KSYM_ERR_TRUNCATED;
	}
	return read_header(t, b, stated) ? 0 : -KSYM_ERR_CORRUPT;
}

int ksym_open(struct ksym_table *t, const void *base, size_t size)
{
	const int status = open_table(t, base, size);

	if (status != 0) {
		close_table(t);
	}
	return status;
}

int ksym_open_location(
	struct ksym_table *t, const struct ksym_location *location)
{
	const uintptr_t here = (uintptr_t)location;
	const uint8_t erased[4] = { 0 };

	if (location->size == 0) {
		return ksym_open(t, erased, sizeof(erased));
	}
	return ksym_open(t,
		(const void *)(here + (uintptr_t)location->distance),
		(size_t)location->size);
}

void ksym_set_bias(struct ksym_table *t, uint64_t bias)
{
	t->start = t->base + bias;
}

void ksym_set_load(struct ksym_table *t, uint64_t run_addr, uint64_t link_addr)
{
	ksym_set_bias(t, run_addr - link_addr);
}

uint32_t ksym_count(const struct ksym_table *t)
{
	return t->count;
}
