/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * From an address to a symbol. Addresses become distances of 32 bits by the
 * regions that they lie in. The symbols of a block are stepped through by the
 * gaps between them.
 */
#include "table.h"

/* No symbol begins so far, so steps to a symbol that is known pass this. */
#define FARTHEST 0xffffffffu

uint32_t ksym_bits_of_(const uint8_t *b, uint32_t bit)
{
	return ksym_bits_at_(b, bit);
}

/* The last of count records, 1 or more, from number low on whose distance is at
 * most that; low if there is none. A distance is what a record begins with. */
FAST_ uint32_t last_record(const uint8_t *records, uint32_t size, uint32_t low,
	uint32_t count, uint32_t distance)
{
	/* Without a branch on what is read: it could not be predicted. */
	while (count > 1) {
		const uint32_t half = count / 2;

		low += ksym_load_(records + ksym_times_(low + half, size)) <=
				       distance
			       ? half
			       : 0;
		count -= half;
	}
	return low;
}

/*
 * The last region whose 8 bytes at an offset are at most the key, or the first.
 * Regions are few, and most symbols are in the first ones.
 */
SHARED_ const uint8_t *find_region(
	const struct ksym_table *t, uint32_t offset, uint64_t key)
{
	const uint8_t *region = t->part[KSYM_PART_REGIONS];
	uint32_t left = t->sizes[KSYM_PART_REGIONS] / KSYM_REGION_SIZE;

	for (; left > 1 &&
		ksym_long_(region + KSYM_REGION_SIZE + offset) <= key;
		left--) {
		region += KSYM_REGION_SIZE;
	}
	return region;
}

/*
 * Finds the distance of a link-time address; behind the end of its region, the
 * last one in that. Returns false below the first region.
 */
FAST_ bool find_distance(
	const struct ksym_table *t, uint64_t addr, uint32_t *distancep)
{
	const uint8_t *region = find_region(t, 0, addr);
	const uint64_t behind = addr - ksym_long_(region);
	const uint32_t most = ksym_load_(region + KSYM_REGION_MOST);

	*distancep = ksym_load_(region + KSYM_REGION_START) +
		     (behind < most ? (uint32_t)behind : most);
	return addr >= ksym_long_(region);
}

/* The run-time address of a symbol that begins at that distance. */
FAST_ uint64_t find_addr(const struct ksym_table *t, uint32_t distance)
{
	const uint8_t *region = find_region(t, KSYM_REGION_MOST,
		(uint64_t)distance << 32 | 0xffffffff);

	return ksym_long_(region) + t->bias +
	       (distance - ksym_load_(region + KSYM_REGION_START));
}

/* How far behind its superblock a block begins. */
FAST_ uint32_t block_start(const uint8_t *record, uint32_t block)
{
	return block > 0 ? ksym_half_(record + KSYM_RECORD_STARTS +
				   2 * (block - 1))
				   << (record[KSYM_RECORD_PLACE + 3] >> 5)
			 : 0;
}

/* The last block that begins at most that far behind its superblock. */
FAST_ uint32_t find_block(const uint8_t *record, uint32_t rest)
{
	const uint32_t key = rest >> (record[KSYM_RECORD_PLACE + 3] >> 5);
	uint32_t block = 0;

	/* Whatever it finds behind the last block there is, is cut by it. */
	for (uint32_t step = KSYM_BLOCKS / 2; step > 0; step /= 2) {
		block += ksym_half_(record + KSYM_RECORD_STARTS +
				    2 * (block + step - 1)) <= key
				 ? step
				 : 0;
	}
	return block;
}

/* FAST_: the same code for a block that is at hand. */
FAST_ uint32_t find_anchor(const struct ksym_table *t, uint32_t index)
{
	const uint8_t *record = ksym_record_(t, KSYM_PART_SUPERBLOCKS,
		KSYM_RECORD_SIZE, index / KSYM_SUPERBLOCK);
	const uint32_t block = index / KSYM_BLOCK % KSYM_BLOCKS;
	const uint32_t slope = ksym_half_(record + KSYM_RECORD_SLOPE);
	const uint32_t anchor =
		(ksym_load_(record + KSYM_RECORD_PLACE) &
			((1u << KSYM_PLACE_BITS) - 1)) +
		((ksym_times_(block, slope % (1u << KSYM_SLOPE_BITS)) +
			 record[KSYM_RECORD_ANCHORS + block])
			<< (slope >> KSYM_SLOPE_BITS));

	return anchor >= KSYM_BEFORE_ANCHOR &&
			       anchor + KSYM_FROM_ANCHOR <= t->size
		       ? anchor
		       : 0;
}

uint32_t ksym_find_anchor_(const struct ksym_table *t, uint32_t index)
{
	return find_anchor(t, index);
}

/* Describes a symbol of that shape, whose fields but x begin at a bit. */
FAST_ void fill(const struct ksym_table *t, struct ksym_symbol *symp,
	const uint8_t *shape, uint32_t bit, uint32_t gap)
{
	const uint32_t width =
		((uint32_t)shape[KSYM_SHAPE_ALL] - shape[KSYM_SHAPE_X]) &
		KSYM_SHAPE_Y_MAX;
	uint32_t kind = shape[0], y;

	if (kind % 4 == KSYM_SHAPE_ANY) {
		y = ksym_load_bits_(t->bytes, bit);
		kind = ksym_load_bits_(t->bytes, bit + 32);
		symp->size =
			y | (uint64_t)(kind >> KSYM_SHAPE_KIND_BITS) << 32;
	} else {
		y = ksym_bits_(t->bytes, bit, width) +
		    ksym_half_(shape + KSYM_SHAPE_SIZE_BASE);
		symp->size =
			kind & KSYM_SHAPE_STATED
				? y << (shape[KSYM_SHAPE_SHIFT] &
					  KSYM_SHAPE_SHIFT_MAX)
				: gap - y;
	}
	symp->type = kind & KSYM_SHAPE_TYPE;
	symp->flags = kind >> KSYM_SHAPE_FLAGS & 7;
}

/*
 * Steps through the block of symbol last up to it, or to the symbol before the
 * first that lies beyond the distance most, and describes that symbol. Returns
 * 0, or -KSYM_ERR_CORRUPT if the block is not in the table.
 */
SHARED_ int describe(const struct ksym_table *t, uint32_t last, uint32_t most,
	struct ksym_symbol *symp)
{
	const uint8_t *record = ksym_record_(t, KSYM_PART_SUPERBLOCKS,
		KSYM_RECORD_SIZE, last / KSYM_SUPERBLOCK);
	const uint32_t block = last / KSYM_BLOCK % KSYM_BLOCKS;
	const uint32_t anchor = find_anchor(t, last);
	uint32_t rest = most - ksym_load_(record) - block_start(record, block);
	uint32_t left = last % KSYM_BLOCK, page = 0, codes, bit, gap;
	const uint8_t *shape, *shapes, *head = t->bytes + anchor;

	if (anchor == 0) {
		return -KSYM_ERR_CORRUPT;
	}
	bit = 8 * anchor;
	if (t->paged > 0) {
		page = KSYM_PAGE_SIZE * *head++;
		if (page + KSYM_PAGE_SIZE > t->sizes[KSYM_PART_PAGES]) {
			return -KSYM_ERR_CORRUPT;
		}
	}
	shapes = t->part[KSYM_PART_PAGES] + page;
	for (codes = ksym_load_(head);; codes >>= 4, left--) {
		shape = shapes + KSYM_SHAPE_SIZE * (codes % KSYM_PAGE);
		bit -= shape[KSYM_SHAPE_ALL];
		gap = (ksym_bits_(t->bytes, bit,
			       shape[KSYM_SHAPE_X] & KSYM_SHAPE_X_MAX) +
			      ksym_half_(shape + KSYM_SHAPE_GAP))
		      << (shape[KSYM_SHAPE_SHIFT] & KSYM_SHAPE_SHIFT_MAX);
		if (left == 0 || rest < gap) {
			break;
		}
		rest -= gap;
	}
	symp->addr = find_addr(t, most - rest);
	symp->index = last - left;
	fill(t, symp, shape, bit + (shape[KSYM_SHAPE_X] & KSYM_SHAPE_X_MAX),
		gap);
	return 0;
}

int ksym_get(
	const struct ksym_table *t, uint32_t index, struct ksym_symbol *symp)
{
	int status;

	if (index >= t->count) {
		return -KSYM_ERR_NOT_FOUND;
	}
	status = describe(t, index, FARTHEST, symp);
	/* Where gaps are damaged the steps may end before it. */
	return status == 0 && symp->index == index ? 0 : -KSYM_ERR_CORRUPT;
}

/* The superblock of number k of the slices. */
FAST_ uint32_t read_slice(const struct ksym_table *t, uint32_t k)
{
	return ksym_load_(ksym_record_(t, KSYM_PART_SLICES, KSYM_SLICE_SIZE, k));
}

/* The last superblock that starts at or below a distance; none where the slices
 * are damaged. */
FAST_ uint32_t find_superblock(const struct ksym_table *t, uint32_t distance)
{
	uint32_t low = 0, high = (t->count - 1) / KSYM_SUPERBLOCK;

	if (!IS_SMALL_ && t->sizes[KSYM_PART_SLICES] >= 2 * KSYM_SLICE_SIZE) {
		const uint32_t last = t->sizes[KSYM_PART_SLICES] / KSYM_SLICE_SIZE - 2;
		uint32_t slice =
			distance >> (t->slice_shift & 31);
		const uint32_t superblocks = high + 1;

		slice = slice < last ? slice : last;
		low = read_slice(t, slice);
		high = read_slice(t, slice + 1);
		if (low > high || high >= superblocks) {
			return superblocks;
		}
	}
	return last_record(t->part[KSYM_PART_SUPERBLOCKS],
		KSYM_RECORD_SIZE, low, high - low + 1, distance);
}

/* The last symbol that starts at or below a distance; the count where the table
 * is damaged. */
FAST_ uint32_t find_last(const struct ksym_table *t, uint32_t distance)
{
	const uint32_t superblock = find_superblock(t, distance);
	const uint8_t *record = ksym_record_(
		t, KSYM_PART_SUPERBLOCKS, KSYM_RECORD_SIZE, superblock);
	uint32_t last = superblock * KSYM_SUPERBLOCK + KSYM_BLOCK - 1;

	if (!IS_SMALL_ && superblock * KSYM_SUPERBLOCK >= t->count) {
		return t->count;
	}
	last += find_block(record, distance - ksym_load_(record)) * KSYM_BLOCK;
	return last < t->count ? last : t->count - 1;
}

/* The symbol that may own a distance where the last one that starts at or below
 * it does not; the count if there is none. */
APART_ static uint32_t find_resumed(
	const struct ksym_table *t, uint32_t distance)
{
	const uint32_t count =
		t->sizes[KSYM_PART_RESUMES] / KSYM_RESUME_SIZE;
	const uint8_t *record = t->part[KSYM_PART_RESUMES];

	if (count == 0) {
		return t->count;
	}
	record += KSYM_RESUME_SIZE * last_record(record, KSYM_RESUME_SIZE, 0,
					     count, distance);
	return ksym_load_(record) <= distance
		       ? ksym_load_(record + KSYM_RESUME_SYMBOL)
		       : t->count;
}

int ksym_lookup(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp)
{
	uint32_t distance = 0, most, index;

	if (t->count == 0 || !find_distance(t, addr - t->bias, &distance)) {
		return -KSYM_ERR_NOT_FOUND;
	}
	index = find_last(t, distance);
	most = distance;
	for (;;) {
		if (index >= t->count || describe(t, index, most, symp) != 0) {
			return -KSYM_ERR_CORRUPT;
		}
		if (addr - symp->addr < symp->size) {
			return 0;
		}
		index = find_resumed(t, distance);
		if (most == FARTHEST || index == t->count) {
			return -KSYM_ERR_NOT_FOUND;
		}
		most = FARTHEST;
	}
}

int ksym_next_to(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp)
{
	const int status = ksym_lookup(t, addr, symp);
	uint32_t distance = 0;

	if (status != -KSYM_ERR_NOT_FOUND || t->count == 0 ||
		!find_distance(t, addr - t->bias, &distance)) {
		return status;
	}
	/* It was described before, but so may have been another one since. */
	if (describe(t, find_last(t, distance), distance, symp) != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	/* The first region may begin before the first symbol. */
	return symp->addr - t->bias <= addr - t->bias ? 1 : -KSYM_ERR_NOT_FOUND;
}

/* e_machine of those whose return addresses have such bits. */
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
