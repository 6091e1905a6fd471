/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Opening a table: the header is read once, and checked once for all. */
#include "table.h"

_Static_assert(sizeof(struct ksym_table) == KSYM_TABLE_SIZE, "on any machine");

/* A table of no symbols. Not by { 0 }: some compilers call for that what no
 * kernel need have. */
static void close_table(struct ksym_table *t)
{
	t->base = 0;
	t->start = 0;
	t->bytes = NULL;
	t->size = 0;
	t->count = 0;
	t->machine = 0;
	t->sizes[KSYM_PART_ID] = 0;
	t->sizes[KSYM_PART_INDEX] = 0;
}

/*
 * Reads where the parts are: they stand behind the directory, in its order.
 * Returns false if they do not end in the table.
 */
static bool read_directory(struct ksym_table *t)
{
	uint32_t entry = t->bytes[KSYM_AT_HEADER_SIZE];
	uint32_t left = t->bytes[KSYM_AT_PARTS];
	uint32_t at = entry + KSYM_ENTRY_SIZE * left;

	for (uint32_t i = 0; i < KSYM_PARTS; i++) {
		t->at[i] = at;
		t->sizes[i] = 0;
	}
	if (entry < KSYM_HEADER_SIZE || at > t->size) {
		return false;
	}
	for (; left > 0; left--, entry += KSYM_ENTRY_SIZE) {
		const uint32_t tag = t->bytes[entry];
		const uint32_t size = ksym_load_(t->bytes + entry + 1);

		if (size > t->size - at) {
			return false;
		}
		if (tag < KSYM_PARTS) {
			t->at[tag] = at;
			t->sizes[tag] = size;
		}
		at += size;
	}
	if (t->sizes[KSYM_PART_LAST] == 0) {
		t->at[KSYM_PART_LAST] = t->at[KSYM_PART_WITHIN];
	}
	return true;
}

/* Reads where slices are, if there are any. Returns false if they are cut. */
static bool read_slices(struct ksym_table *t)
{
	const uint8_t *slices = t->bytes + t->at[KSYM_PART_SLICES];
	const uint32_t size = t->sizes[KSYM_PART_SLICES];

	t->last_slice = 0;
	t->slice_shift = 0;
	t->first_slice = 0;
	if (IS_SMALL_ || size == 0) {
		return true;
	}
	if (size < KSYM_SLICES_TOPS) {
		return false;
	}
	t->slice_shift = slices[KSYM_SLICES_SHIFT] & KSYM_SLICE_SHIFT_MAX;
	t->last_slice = ksym_load_(slices) >> 8;
	t->first_slice = ksym_long_(slices + KSYM_SLICES_FIRST);
	return ksym_times_(KSYM_TOP_SIZE, t->last_slice + 2) <=
	       size - KSYM_SLICES_TOPS;
}

/* Reads how many resumes there are. Returns false if they are cut. */
static bool read_resumes(struct ksym_table *t)
{
	const uint32_t size = t->sizes[KSYM_PART_RESUMES];

	t->resumes = 0;
	if (size == 0) {
		return true;
	}
	if (size < KSYM_RESUMES_RECORDS) {
		return false;
	}
	t->resumes = ksym_load_(t->bytes + t->at[KSYM_PART_RESUMES]);
	return t->resumes <= size / 8 &&
	       ksym_times_(8u + t->wide, t->resumes) <=
		       size - KSYM_RESUMES_RECORDS;
}

/*
 * Sees that what is read without asking again is in the table. A page is read
 * as if it had all shapes: in their place may be what stands behind it.
 */
static bool read_parts(struct ksym_table *t)
{
	const uint32_t pages = t->at[KSYM_PART_PAGES];
	const uint32_t size = t->sizes[KSYM_PART_PAGES];

	if (t->count == 0) {
		return true;
	}
	t->last_page =
		pages + (size > KSYM_PAGE_SIZE ? size - KSYM_PAGE_SIZE : 0);
	return read_slices(t) && read_resumes(t) &&
	       t->size - pages >= KSYM_PAGE_SIZE &&
	       ksym_times_(KSYM_RECORD_SIZE + 4u + t->wide, t->superblocks) <=
		       t->sizes[KSYM_PART_SUPERBLOCKS];
}

/* Reads the header's fields; returns false if one is out of range. */
static bool read_header(struct ksym_table *t)
{
	const uint8_t *b = t->bytes;
	const uint8_t flags = b[KSYM_AT_FLAGS];

	t->base = ksym_long_(b + KSYM_AT_BASE);
	t->start = t->base;
	t->count = ksym_load_(b + KSYM_AT_COUNT);
	t->superblocks =
		t->count / KSYM_SUPERBLOCK + (t->count % KSYM_SUPERBLOCK != 0);
	t->machine = (uint16_t)ksym_half_(b + KSYM_AT_MACHINE);
	t->wide = flags & KSYM_FLAG_WIDE ? 4 : 0;
	t->class_width = b[KSYM_AT_CLASS_WIDTH];
	t->phrase_size = b[KSYM_AT_PHRASE] & 15;
	t->length_bits = b[KSYM_AT_PHRASE] >> 4;
	t->shared_bits = b[KSYM_AT_SHARED_BITS];
	t->codes = flags & KSYM_FLAG_PAGED ? 1 : 0;
	t->shares = t->codes + KSYM_BLOCK / 2;
	t->shared_mask = t->shared_bits == 3 ? 7 : 15;
	t->counts = (uint8_t)(t->shares + t->shared_bits);
	t->more = (uint8_t)(t->counts + KSYM_BLOCK * KSYM_COUNT_BITS / 8);
	t->phrase_mask = t->phrase_size < 4 ? (1u << 8 * t->phrase_size) - 1
					    : 0xffffffff;
	t->last_anchor = t->last_word - t->more;
	t->length_mask = (uint16_t)((1u << t->length_bits) - 1);
	t->class_mask = (uint16_t)((1u << t->class_width % 16) - 1);
	return t->class_width <= KSYM_CLASS_WIDTH_MAX && t->phrase_size >= 2 &&
	       t->phrase_size <= 4 && t->length_bits >= 3 &&
	       t->length_bits <= 8 && t->shared_bits >= 3 &&
	       t->shared_bits <= 4;
}

/* Opens a table, or says why not, and leaves anything in *t then. */
static int open_table(struct ksym_table *t, const uint8_t *b, size_t size)
{
	uint32_t magic;

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
	t->bytes = b;
	t->size = ksym_load_(b + KSYM_AT_SIZE);
	t->last_word = t->size - (uint32_t)sizeof(uint64_t);
	t->last_bit = 8 * t->last_word;
	if (t->size > size) {
		return -KSYM_ERR_TRUNCATED;
	}
	return t->size >= KSYM_HEADER_SIZE && t->size <= KSYM_SIZE_MAX &&
			       read_header(t) && read_directory(t) &&
			       read_parts(t)
		       ? 0
		       : -KSYM_ERR_CORRUPT;
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
