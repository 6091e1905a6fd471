/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * From an address to a symbol. Addresses become distances by the regions that
 * they lie in. A block's symbols are stepped through by the gaps between them.
 */
#include "table.h"

/* The last of count records, 1 or more, from number low on whose distance is at
 * most that; low if there is none. A distance is what a record begins with. */
FAST_ uint32_t last_record(const uint8_t *records, uint32_t size, uint32_t low,
	uint32_t count, uint32_t distance)
{
	/* Without a branch on what is read: it could not be predicted. */
	/*@ loop invariant 1 <= count && \at(low, Pre) <= low &&
	      low + count <= \at(low + count, Pre);
	    for order: loop invariant low > \at(low, Pre) ==>
	      nth(records, size, low) <= distance;
	    for order: loop invariant \let end = \at(low + count, Pre);
	      ascend(records, size, \at(low, Pre), end) ==>
		\forall integer i; low + count <= i < end ==>
		  nth(records, size, i) > distance;
	    loop assigns low, count;
	    loop variant count; */
	while (count > 1) {
		const uint32_t half = count / 2;
		/*@ assert (low + half) * size + size <= (low + count) * size; */

		const uint8_t *record = records + ksym_times_(low + half, size);
		/*@ assert record == records + (low + half) * size; */
		/*@ for order: assert word_at(record) ==
		      nth(records, size, low + half); */

		low += ksym_load_(record) <= distance ? half : 0;
		count -= half;
	}
	return low;
}

uint32_t ksym_last_record_(const uint8_t *records, uint32_t size,
	uint32_t count, uint32_t distance)
{
	return last_record(records, size, 0, count, distance);
}

/*
 * The last region whose 8 bytes at an offset are at most the key, or the first.
 * Regions are few, and most symbols are in the first ones.
 */
SHARED_ const uint8_t *find_region(
	const struct ksym_table *t, uint32_t offset, uint64_t key)
{
	const uint8_t *region = t->part[KSYM_PART_REGIONS];
	uint32_t size = t->sizes[KSYM_PART_REGIONS];

	/*@ loop invariant is_inside(*t, region, size);
	    loop invariant KSYM_REGION_SIZE <= size;
	    loop assigns region, size;
	    loop variant size; */
	for (; size >= 2 * KSYM_REGION_SIZE &&
		ksym_long_(region + KSYM_REGION_SIZE + offset) <= key;
		size -= KSYM_REGION_SIZE) {
		region += KSYM_REGION_SIZE;
	}
	return region;
}

/*
 * Finds the distance of a link-time address; behind the end of its region, the
 * last one in that. Returns the region, or NULL below the first one.
 */
FAST_ const uint8_t *find_distance(
	const struct ksym_table *t, uint64_t addr, uint32_t *distancep)
{
	const uint8_t *region;
	uint64_t behind;
	uint32_t most;

	if (!IS_SMALL_ && addr - t->origin <= t->reach) {
		*distancep = (uint32_t)(addr - t->origin);
		return t->part[KSYM_PART_REGIONS];
	}
	region = find_region(t, 0, addr);
	behind = addr - ksym_long_(region);
	most = ksym_load_(region + KSYM_REGION_MOST);
	*distancep = ksym_load_(region + KSYM_REGION_START) +
		     (behind < most ? (uint32_t)behind : most);
	return addr >= ksym_long_(region) ? region : NULL;
}

/*
 * The run-time address of a distance. The region is its own, or one behind: for
 * a symbol that of an address it may own will do, and the last one will always.
 */
FAST_ uint64_t find_addr(
	const struct ksym_table *t, const uint8_t *region, uint32_t distance)
{
	if (!IS_SMALL_ && distance <= t->reach) {
		return t->origin + t->bias + distance;
	}
	if (distance < ksym_load_(region + KSYM_REGION_START)) {
		region = find_region(t, KSYM_REGION_MOST,
			(uint64_t)distance << 32 | 0xffffffff);
	}
	return ksym_long_(region) + t->bias +
	       (distance - ksym_load_(region + KSYM_REGION_START));
}

/* How far behind its superblock a block begins. */
FAST_ uint32_t block_start(const uint8_t *record, uint32_t block)
{
	return block > 0 ? ksym_half_(record + KSYM_RECORD_STARTS +
				      (size_t)2 * (block - 1))
				   << (record[KSYM_RECORD_PLACE + 3] / 32)
			 : 0;
}

/* The last block that begins at most that far behind its superblock. */
FAST_ uint32_t find_block(const uint8_t *record, uint32_t rest)
{
	const uint32_t key = rest >> (record[KSYM_RECORD_PLACE + 3] / 32);
	uint32_t block = 0;

	/* Whatever it finds behind the last block there is, is cut by it. */
	/*@ loop invariant step == 8 || step == 4 || step == 2 || step == 1 ||
	      step == 0;
	    loop invariant block + 2 * step <= KSYM_BLOCKS;
	    loop invariant block < KSYM_BLOCKS;
	    loop assigns block, step;
	    loop variant step; */
	UNROLL_
	for (uint32_t step = KSYM_BLOCKS / 2; step > 0; step /= 2) {
		const uint32_t at = KSYM_RECORD_STARTS + 2 * (block + step - 1);

		block += ksym_half_(record + at) <= key ? step : 0;
	}
	return block;
}

/* A block to be stepped through. */
struct block {
	const uint8_t *shapes; /* of its page */
	uint32_t codes;        /* of the shapes of its symbols, 4 bits each */
	uint32_t anchor;
	uint32_t rest; /* how far behind its first symbol the steps may go */
};

/*
 * Finds the block of a symbol, to step through it up to the distance most.
 * Returns false if the block is not in the table.
 */
FAST_ bool find_steps(const struct ksym_table *t, uint32_t index, uint32_t most,
	struct block *block)
{
	const uint8_t *record = ksym_superblock_(t, index);
	const uint8_t *head;

	block->anchor = ksym_find_anchor_(t, index);
	if (block->anchor == 0) {
		return false;
	}
	block->rest = most - ksym_load_(record) -
		      block_start(record, index / KSYM_BLOCK % KSYM_BLOCKS);
	block->shapes = t->part[KSYM_PART_PAGES];
	head = t->bytes + block->anchor;
	if (t->paged > 0) {
		const uint32_t page = KSYM_PAGE_SIZE * *head++;

		if (page + KSYM_PAGE_SIZE > t->sizes[KSYM_PART_PAGES]) {
			return false;
		}
		block->shapes += page;
		FETCH_(block->shapes + KSYM_PAGE_SIZE / 2);
		FETCH_(block->shapes + KSYM_PAGE_SIZE - 1);
	}
	block->codes = ksym_load_(head);
	return true;
}

/* The gap behind a symbol of that shape, of whose fields these are the lowest. */
SMALL_ uint32_t read_gap(const uint8_t *shape, uint32_t fields)
{
	const uint32_t x = shape[KSYM_SHAPE_X] % (KSYM_SHAPE_X_MAX + 1);

	return ((fields & ((1u << x) - 1)) + ksym_half_(shape + KSYM_SHAPE_GAP))
	       << (shape[KSYM_SHAPE_SHIFT] % (KSYM_SHAPE_SHIFT_MAX + 1));
}

/* The size of a symbol of that shape, of its fields from behind x on. */
FAST_ uint32_t read_size(const uint8_t *shape, uint32_t fields, uint32_t gap)
{
	const uint32_t width =
		((uint32_t)shape[KSYM_SHAPE_ALL] - shape[KSYM_SHAPE_X]) %
		(KSYM_SHAPE_Y_MAX + 1);
	const uint32_t y = (fields & ((1u << width) - 1)) +
			   ksym_half_(shape + KSYM_SHAPE_SIZE_BASE);

	return shape[0] & KSYM_SHAPE_STATED
		       ? y << (shape[KSYM_SHAPE_SHIFT] %
				 (KSYM_SHAPE_SHIFT_MAX + 1))
		       : gap - y;
}

FAST_ void set_kind(struct ksym_symbol *symp, uint32_t kind)
{
	symp->type = kind & KSYM_SHAPE_TYPE;
	symp->flags = kind >> KSYM_SHAPE_FLAGS & 7;
}

/*
 * Steps through the block of symbol last up to it, or to the symbol before the
 * first that lies beyond the distance most, and describes that symbol. region
 * is as find_addr wants it. Returns 0, or -KSYM_ERR_CORRUPT if the block is not
 * in the table.
 */
APART_ static int describe_any(const struct ksym_table *t, uint32_t last,
	uint32_t most, const uint8_t *region, struct ksym_symbol *symp)
{
	uint32_t left = last % KSYM_BLOCK, bit, gap, kind, fields;
	const uint8_t *shape;
	struct block b;

	if (!find_steps(t, last, most, &b)) {
		return -KSYM_ERR_CORRUPT;
	}
	bit = 8 * b.anchor;
	/*@ loop invariant left <= last % KSYM_BLOCK;
	    loop invariant 8 * b.anchor - 255 * (last % KSYM_BLOCK - left) <=
	      bit <= 8 * b.anchor;
	    loop assigns b.codes, b.rest, left, shape, bit, gap;
	    loop variant left; */
	for (;; b.codes >>= 4, left--) {
		shape = b.shapes +
			(size_t)KSYM_SHAPE_SIZE * (b.codes % KSYM_PAGE);
		bit -= shape[KSYM_SHAPE_ALL];
		gap = read_gap(shape, ksym_load_bits_(t->bytes, bit));
		if (b.rest < gap || left == 0) {
			break;
		}
		b.rest -= gap;
	}
	symp->addr = find_addr(t, region, most - b.rest);
	symp->index = last - left;
	bit += shape[KSYM_SHAPE_X] % (KSYM_SHAPE_X_MAX + 1);
	fields = ksym_load_bits_(t->bytes, bit);
	kind = shape[0];
	symp->size = read_size(shape, fields, gap);
	if (kind % 4 == KSYM_SHAPE_ANY) {
		kind = ksym_load_bits_(t->bytes, bit + 32);
		symp->size = fields | (uint64_t)(kind >> KSYM_SHAPE_KIND_BITS)
					      << 32;
	}
	set_kind(symp, kind);
	return 0;
}

/*
 * The same. Where the fields up to the symbol's are in the 64 bits before the
 * anchor, as they mostly are, it goes through these in a register: each step
 * turns the symbol's fields to the low end. (A shape that lets the fields say
 * the kind has 64 bits or more.)
 */
SHARED_ int describe(const struct ksym_table *t, uint32_t last, uint32_t most,
	const uint8_t *region, struct ksym_symbol *symp)
{
	uint32_t left = last % KSYM_BLOCK, used = 0, gap, all;
	const uint8_t *shape;
	struct block b;
	uint64_t word;

	if (!IS_WIDE_) {
		return describe_any(t, last, most, region, symp);
	}
	if (!find_steps(t, last, most, &b)) {
		return -KSYM_ERR_CORRUPT;
	}
	word = ksym_long_(t->bytes + b.anchor - 8);
	/*@ loop invariant left <= last % KSYM_BLOCK;
	    loop assigns b.codes, b.rest, left, shape, all, word, used, gap;
	    loop variant left; */
	for (;; b.codes >>= 4, left--) {
		shape = b.shapes +
			(size_t)KSYM_SHAPE_SIZE * (b.codes % KSYM_PAGE);
		all = shape[KSYM_SHAPE_ALL];
		word = word << all % 64 | word >> -all % 64;
		used += all;
		gap = read_gap(shape, (uint32_t)word);
		if (b.rest < gap || left == 0) {
			break;
		}
		b.rest -= gap;
	}
	if (used >= KSYM_SHAPE_ANY_BITS) {
		return describe_any(t, last, most, region, symp);
	}
	symp->addr = find_addr(t, region, most - b.rest);
	symp->index = last - left;
	word >>= shape[KSYM_SHAPE_X] % (KSYM_SHAPE_X_MAX + 1);
	symp->size = read_size(shape, (uint32_t)word, gap);
	set_kind(symp, shape[0]);
	return 0;
}

int ksym_get(
	const struct ksym_table *t, uint32_t index, struct ksym_symbol *symp)
{
	int status;

	if (index >= t->count) {
		return -KSYM_ERR_NOT_FOUND;
	}
	/* To the farthest distance, where no symbol begins. */
	status = describe(t, index, 0xffffffff,
		ksym_record_(t, KSYM_PART_REGIONS, KSYM_REGION_SIZE,
			t->sizes[KSYM_PART_REGIONS] / KSYM_REGION_SIZE - 1),
		symp);
	/* Where gaps are damaged the steps may end before it. */
	return status == 0 && symp->index == index ? 0 : -KSYM_ERR_CORRUPT;
}

/* Has the record of a superblock and the next one fetched, in one go. */
FAST_ void fetch_records(const struct ksym_table *t, uint32_t superblock)
{
	const uint8_t *record = ksym_record_(
		t, KSYM_PART_SUPERBLOCKS, KSYM_RECORD_SIZE, superblock);

	FETCH_(record);
	FETCH_(record + KSYM_RECORD_SIZE);
	FETCH_(record + 2 * KSYM_RECORD_SIZE - 1);
}

/* The last superblock that starts at or below a distance, or the first. */
FAST_ uint32_t find_superblock(const struct ksym_table *t, uint32_t distance)
{
	const uint32_t slices = t->sizes[KSYM_PART_SLICES] / KSYM_SLICE_SIZE;
	const uint32_t last = (t->count - 1) / KSYM_SUPERBLOCK;
	uint32_t low = 0, high = last, slice;
	const uint8_t *record;

	if (!IS_SMALL_ && slices >= 2) {
		slice = distance >>
			(t->slice_shift % (KSYM_SLICE_SHIFT_MAX + 1));
		slice = slice < slices - 2 ? slice : slices - 2;
		record = ksym_record_(
			t, KSYM_PART_SLICES, KSYM_SLICE_SIZE, slice);
		low = ksym_load_(record);
		high = ksym_load_(record + KSYM_SLICE_SIZE);
		high = high < last ? high : last;
		low = low < high ? low : high;
		fetch_records(t, low);
	}
	return last_record(t->part[KSYM_PART_SUPERBLOCKS], KSYM_RECORD_SIZE,
		low, high - low + 1, distance);
}

/* The last symbol of the last block that starts at or below a distance. */
FAST_ uint32_t find_last(const struct ksym_table *t, uint32_t distance)
{
	const uint32_t superblock = find_superblock(t, distance);
	const uint8_t *record = ksym_record_(
		t, KSYM_PART_SUPERBLOCKS, KSYM_RECORD_SIZE, superblock);
	const uint32_t block =
		find_block(record, distance - ksym_load_(record));
	const uint32_t last = superblock * KSYM_SUPERBLOCK +
			      block * KSYM_BLOCK + KSYM_BLOCK - 1;

	return last < t->count ? last : t->count - 1;
}

/* The symbol that may own a distance where the last one that starts at or below
 * it does not; the count if there is none. */
APART_ static uint32_t find_resumed(
	const struct ksym_table *t, uint32_t distance)
{
	const uint32_t count = t->sizes[KSYM_PART_RESUMES] / KSYM_RESUME_SIZE;
	const uint8_t *record = t->part[KSYM_PART_RESUMES];

	if (count == 0) {
		return t->count;
	}
	record += (size_t)KSYM_RESUME_SIZE *
		  last_record(record, KSYM_RESUME_SIZE, 0, count, distance);
	return ksym_load_(record) <= distance
		       ? ksym_load_(record + KSYM_RESUME_SYMBOL)
		       : t->count;
}

int ksym_lookup(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp)
{
	const uint8_t *region;
	uint32_t distance, index;

	if (t->count == 0) {
		return -KSYM_ERR_NOT_FOUND;
	}
	region = find_distance(t, addr - t->bias, &distance);
	if (region == NULL) {
		return -KSYM_ERR_NOT_FOUND;
	}
	index = find_last(t, distance);
	/*@ loop invariant tries <= 2;
	    loop assigns tries, index, *symp;
	    loop variant tries; */
	for (uint32_t tries = 2; tries > 0 && index != t->count; tries--) {
		if (index > t->count ||
			describe(t, index, distance, region, symp) != 0) {
			return -KSYM_ERR_CORRUPT;
		}
		if (addr - symp->addr < symp->size) {
			return 0;
		}
		index = find_resumed(t, distance);
	}
	return -KSYM_ERR_NOT_FOUND;
}

int ksym_next_to(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp)
{
	const int status = ksym_lookup(t, addr, symp);
	const uint8_t *region;
	uint32_t distance;

	if (status != -KSYM_ERR_NOT_FOUND || t->count == 0) {
		return status;
	}
	region = find_distance(t, addr - t->bias, &distance);
	if (region == NULL) {
		return status;
	}
	/* It was described before, but so may have been another one since. */
	return describe(t, find_last(t, distance), distance, region, symp) == 0
		       ? 1
		       : -KSYM_ERR_CORRUPT;
}
