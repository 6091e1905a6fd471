/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Opening a table: the header is read once, and checked once for all. */
#include "table.h"

_Static_assert(sizeof(struct ksym_table) == KSYM_TABLE_SIZE, "on any machine");

/* Small where it is opened: what reads lines has a copy. */
SMALL_ bool read_parts(const struct ksym_table *t, uint32_t first,
	uint32_t count, const uint8_t **part, uint32_t *sizes)
{
	const uint8_t *const bytes = t->bytes;
	const uint8_t *entry = bytes + bytes[KSYM_AT_HEADER_SIZE];
	uint32_t left = bytes[KSYM_AT_PARTS];
	uint32_t at = bytes[KSYM_AT_HEADER_SIZE] + KSYM_ENTRY_SIZE * left;

	/*@ loop invariant i <= count;
	    loop invariant \forall integer k; 0 <= k < i ==>
	      part[k] == t->bytes && sizes[k] == 0;
	    loop assigns i, part[0 .. count - 1], sizes[0 .. count - 1];
	    loop variant count - i; */
	for (uint32_t i = 0; i < count; i++) {
		part[i] = bytes;
		sizes[i] = 0;
	}
	if (at > t->size) {
		return false;
	}
	/*@ loop invariant lies_in(t->bytes, t->size, entry,
	      KSYM_ENTRY_SIZE * left);
	    loop invariant at <= t->size;
	    loop invariant parts_lie_in(t->bytes, t->size, part, sizes, count);
	    loop assigns left, entry, at, part[0 .. count - 1],
	      sizes[0 .. count - 1];
	    loop variant left; */
	for (; left > 0; left--, entry += KSYM_ENTRY_SIZE) {
		const uint32_t i = entry[0] - first;
		const uint32_t size = ksym_load_(entry + 1);

		if (size > t->size - at) {
			return false;
		}
		if (i < count) {
			part[i] = bytes + at;
			sizes[i] = size;
		}
		at += size;
	}
	return true;
}

bool ksym_read_directory_(const struct ksym_table *t, uint32_t first,
	uint32_t count, const uint8_t **part, uint32_t *sizes)
{
	return read_parts(t, first, count, part, sizes);
}

/* Where no phrases are for the ends of names the others are. */
static void serve_ends(struct ksym_table *t)
{
	if (t->sizes[KSYM_PART_LAST] == 0) {
		t->part[KSYM_PART_LAST] = t->part[KSYM_PART_WITHIN];
		t->sizes[KSYM_PART_LAST] = t->sizes[KSYM_PART_WITHIN];
	}
}

static bool read_directory(struct ksym_table *t)
{
	if (!read_parts(t, 0, KSYM_PARTS, t->part, t->sizes)) {
		return false;
	}
	serve_ends(t);
	return true;
}

/*
 * Whether the first four settings are in their ranges. A function for the
 * proof, which tries all of them: provers know no bits.
 */
SMALL_ bool settings_fit(const uint8_t *settings)
{
	return (ksym_load_(settings) & KSYM_SETTINGS_UNUSED) == 0;
}

/* Returns false if a setting is out of range. */
static bool read_settings(struct ksym_table *t)
{
	const uint8_t *b = t->bytes;

	if (!settings_fit(b + KSYM_AT_CLASS_WIDTH) ||
		b[KSYM_AT_HEADER_SIZE] < KSYM_HEADER_SIZE ||
		b[KSYM_AT_PAGED] > 1) {
		return false;
	}
	t->machine = (uint16_t)ksym_half_(b + KSYM_AT_MACHINE);
	t->class_width = b[KSYM_AT_CLASS_WIDTH];
	t->class_numbers = 1u << t->class_width;
	t->phrase_bits = b[KSYM_AT_PHRASE_BITS];
	t->phrase_mask = ksym_mask_(t->phrase_bits);
	t->length_bits = b[KSYM_AT_LENGTH_BITS];
	t->length_mask = ksym_mask_(t->length_bits);
	t->paged = b[KSYM_AT_PAGED];
	t->slice_shift = b[KSYM_AT_SLICE_SHIFT];
	return true;
}

/*
 * Whether what lookups begin with is there. A page is read as if it had all
 * shapes: in their place may be what stands behind it.
 */
static bool is_whole(const struct ksym_table *t)
{
	return t->count == 0 ||
	       (t->sizes[KSYM_PART_REGIONS] >= KSYM_REGION_SIZE &&
		       ksym_times_((t->count - 1) / KSYM_SUPERBLOCK + 1,
			       KSYM_RECORD_SIZE) <=
			       t->sizes[KSYM_PART_SUPERBLOCKS] &&
		       (uint32_t)(t->part[KSYM_PART_PAGES] - t->bytes) +
				       KSYM_PAGE_SIZE <=
			       t->size);
}

/* Most addresses are in the first region: lookups need not read that again. */
static void read_origin(struct ksym_table *t)
{
	const uint8_t *region = t->part[KSYM_PART_REGIONS];

	if (t->count > 0) {
		t->origin = ksym_long_(region);
		t->reach = ksym_load_(region + KSYM_REGION_MOST);
	}
}

/* Opens a table, or says why not, and leaves anything in *t then. */
static int open_table(struct ksym_table *t, const uint8_t *b, size_t size)
{
	uint32_t magic, whole;

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
	whole = ksym_load_(b + KSYM_AT_SIZE);
	if (whole > size) {
		return -KSYM_ERR_TRUNCATED;
	}
	if (whole < KSYM_HEADER_SIZE + KSYM_TAIL || whole > KSYM_SIZE_MAX) {
		return -KSYM_ERR_CORRUPT;
	}
	t->bytes = b;
	t->size = whole - KSYM_TAIL;
	t->count = ksym_load_(b + KSYM_AT_COUNT);
	return read_settings(t) && read_directory(t) && is_whole(t)
		       ? 0
		       : -KSYM_ERR_CORRUPT;
}

/* Makes it a table of no symbols. */
static void close_table(struct ksym_table *t)
{
	t->size = 0;
	t->count = 0;
	t->machine = 0;
	t->sizes[KSYM_PART_ID] = 0;
	t->sizes[KSYM_PART_INDEX] = 0;
}

int ksym_open(struct ksym_table *t, const void *base, size_t size)
{
	int status;

	t->bias = 0;
	status = open_table(t, base, size);
	if (status != 0) {
		close_table(t);
	} else if (!IS_SMALL_) {
		read_origin(t);
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
	t->bias = bias;
}

void ksym_set_load(struct ksym_table *t, uint64_t run_addr, uint64_t link_addr)
{
	ksym_set_bias(t, run_addr - link_addr);
}

uint32_t ksym_count(const struct ksym_table *t)
{
	return t->count;
}
