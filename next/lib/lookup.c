/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * From an address to a symbol. Addresses become distances of 32 bits by the
 * regions that they lie in. The symbols of a block are stepped through by the
 * gaps between them.
 */
#include "table.h"

/* The last of count records, 1 or more, from number low on whose distance is at
 * most that; low if there is none. A distance is what a record begins with. */
FAST_ uint32_t last_record(const struct ksym_table *t, enum ksym_part part,
	uint32_t size, uint32_t low, uint32_t count, uint32_t distance)
{
	/* Without a branch on what is read: it could not be predicted. */
	while (count > 1) {
		const uint32_t half = count / 2;

		low += ksym_load_(ksym_record_(t, part, size, low + half)) <=
				       distance
			       ? half
			       : 0;
		count -= half;
	}
	return low;
}

/*
 * The distance of a link-time address; behind the end of a region, the last one
 * in it. Returns false below the first region.
 */
FAST_ bool find_distance(
	const struct ksym_table *t, uint64_t addr, uint32_t *distancep)
{
	uint32_t end = 0; /* of all regions, 2^32 */

	for (uint32_t left = t->counts[KSYM_PART_REGIONS]; left-- > 0;) {
		const uint8_t *region = ksym_record_(
			t, KSYM_PART_REGIONS, KSYM_REGION_SIZE, left);
		const uint64_t first = ksym_long_(region + KSYM_REGION_ADDR);
		const uint32_t start = ksym_load_(region);
		const uint32_t most = end - start - 1;

		if (addr >= first) {
			*distancep =
				start + (addr - first < most
							? (uint32_t)(addr -
								     first)
							: most);
			return true;
		}
		end = start;
	}
	return false;
}

/* The run-time address of a symbol that begins at that distance. */
FAST_ uint64_t find_addr(const struct ksym_table *t, uint32_t distance)
{
	const uint8_t *region = ksym_record_(t, KSYM_PART_REGIONS,
		KSYM_REGION_SIZE,
		last_record(t, KSYM_PART_REGIONS, KSYM_REGION_SIZE, 0,
			t->counts[KSYM_PART_REGIONS], distance));

	return ksym_long_(region + KSYM_REGION_ADDR) +
	       (distance - ksym_load_(region)) + t->bias;
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

/* The gap to the next symbol, whose x ends at a bit. */
FAST_ uint32_t read_gap(
	const struct ksym_table *t, const uint8_t *shape, uint32_t bit)
{
	const uint32_t width = shape[KSYM_SHAPE_X] & KSYM_SHAPE_X_MAX;

	return (ksym_bits_(t->bytes, bit - width, width) +
		       ksym_half_(shape + KSYM_SHAPE_GAP))
	       << (shape[KSYM_SHAPE_SHIFT] & KSYM_SHAPE_SHIFT_MAX);
}

/* Describes a symbol of that shape, whose fields begin at a bit. */
FAST_ void fill(const struct ksym_table *t, struct ksym_symbol *symp,
	const uint8_t *shape, uint32_t bit, uint32_t gap)
{
	const uint32_t width =
		((uint32_t)shape[KSYM_SHAPE_ALL] - shape[KSYM_SHAPE_X]) &
		KSYM_SHAPE_Y_MAX;
	uint32_t kind = shape[0], y;

	if (kind % 4 == KSYM_SHAPE_ANY) {
		kind = ksym_load_bits_(t->bytes, bit + 64);
		symp->size = ksym_load_bits_(t->bytes, bit) |
			     (uint64_t)ksym_load_bits_(t->bytes, bit + 32)
				     << 32;
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
static int describe(const struct ksym_table *t, uint32_t last, uint32_t most,
	struct ksym_symbol *symp)
{
	const uint8_t *record = ksym_record_(t, KSYM_PART_SUPERBLOCKS,
		KSYM_RECORD_SIZE, last / KSYM_SUPERBLOCK);
	const uint32_t block = last / KSYM_BLOCK % KSYM_BLOCKS;
	const uint32_t anchor = find_anchor(t, last);
	uint32_t rest = most - ksym_load_(record) - block_start(record, block);
	uint32_t left = last % KSYM_BLOCK, page = 0, codes, bit, gap;
	const uint8_t *shape, *head;

	if (anchor == 0) {
		return -KSYM_ERR_CORRUPT;
	}
	bit = 8 * anchor;
	head = t->bytes + anchor;
	if (t->settings & KSYM_SET_PAGED) {
		page = KSYM_PAGE * *head++;
		if (page + KSYM_PAGE > t->counts[KSYM_PART_PAGES]) {
			return -KSYM_ERR_CORRUPT;
		}
	}
	for (codes = ksym_load_(head);; codes >>= 4, left--) {
		shape = ksym_record_(t, KSYM_PART_PAGES, KSYM_SHAPE_SIZE,
			page + codes % KSYM_PAGE);
		gap = read_gap(t, shape, bit);
		bit -= shape[KSYM_SHAPE_ALL] & KSYM_SHAPE_ALL_MAX;
		if (left == 0 || rest < gap) {
			break;
		}
		rest -= gap;
	}
	symp->addr = find_addr(t, most - rest);
	symp->index = last - left;
	fill(t, symp, shape, bit, gap);
	return 0;
}

int ksym_get(
	const struct ksym_table *t, uint32_t index, struct ksym_symbol *symp)
{
	int status;

	if (index >= t->count) {
		return -KSYM_ERR_NOT_FOUND;
	}
	status = describe(t, index, 0xffffffff, symp);
	/* Where gaps are damaged the steps may end before it. */
	return status == 0 && symp->index == index ? 0 : -KSYM_ERR_CORRUPT;
}

/* The superblock of number k of the slices. */
FAST_ uint32_t read_slice(const struct ksym_table *t, uint32_t k)
{
	const uint8_t *slice =
		ksym_record_(t, KSYM_PART_SLICES, KSYM_SLICE_SIZE, k);

	return ksym_half_(slice) | (uint32_t)slice[2] << 16;
}

/* The last superblock that starts at or below a distance; none where the slices
 * are damaged. */
FAST_ uint32_t find_superblock(const struct ksym_table *t, uint32_t distance)
{
	uint32_t low = 0, high = (t->count - 1) / KSYM_SUPERBLOCK;

	if (!IS_SMALL_ && t->counts[KSYM_PART_SLICES] > 1) {
		const uint32_t last = t->counts[KSYM_PART_SLICES] - 2;
		uint32_t slice =
			distance >> (t->settings >> KSYM_SET_SLICE_SHIFT & 31);
		const uint32_t superblocks = high + 1;

		slice = slice < last ? slice : last;
		low = read_slice(t, slice);
		high = read_slice(t, slice + 1);
		if (low > high || high >= superblocks) {
			return superblocks;
		}
	}
	return last_record(t, KSYM_PART_SUPERBLOCKS, KSYM_RECORD_SIZE, low,
		high - low + 1, distance);
}

static bool covers(const struct ksym_symbol *symbol, uint64_t addr)
{
	return addr - symbol->addr < symbol->size;
}

/*
 * The symbol that the last resume at or below a distance names: 0 if it covers
 * the address; else *symp is as it was.
 */
static APART_ int find_resumed(const struct ksym_table *t, uint64_t addr,
	uint32_t distance, struct ksym_symbol *symp)
{
	const uint32_t count = t->counts[KSYM_PART_RESUMES];
	const uint8_t *record;
	struct ksym_symbol outer;

	if (count == 0) {
		return 1;
	}
	record = ksym_record_(t, KSYM_PART_RESUMES, KSYM_RESUME_SIZE,
		last_record(t, KSYM_PART_RESUMES, KSYM_RESUME_SIZE, 0, count,
			distance));
	if (ksym_load_(record) > distance) {
		return 1;
	}
	if (ksym_get(t, ksym_load_(record + KSYM_RESUME_SYMBOL), &outer) != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	if (!covers(&outer, addr)) {
		return 1;
	}
	/* Member by member, or some compilers call what no kernel need have. */
	symp->addr = outer.addr;
	symp->size = outer.size;
	symp->index = outer.index;
	symp->type = outer.type;
	symp->flags = outer.flags;
	return 0;
}

int ksym_next_to(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp)
{
	uint32_t superblock, distance, last;
	const uint8_t *record;

	if (t->count == 0 || !find_distance(t, addr - t->bias, &distance)) {
		return -KSYM_ERR_NOT_FOUND;
	}
	superblock = find_superblock(t, distance);
	if (superblock > (t->count - 1) / KSYM_SUPERBLOCK) {
		return -KSYM_ERR_CORRUPT;
	}
	record = ksym_record_(
		t, KSYM_PART_SUPERBLOCKS, KSYM_RECORD_SIZE, superblock);
	last = superblock * KSYM_SUPERBLOCK +
	       find_block(record, distance - ksym_load_(record)) * KSYM_BLOCK +
	       (KSYM_BLOCK - 1);
	last = last < t->count ? last : t->count - 1;
	if (describe(t, last, distance, symp) != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	return covers(symp, addr) ? 0 : find_resumed(t, addr, distance, symp);
}

int ksym_lookup(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp)
{
	const int status = ksym_next_to(t, addr, symp);

	return status > 0 ? -KSYM_ERR_NOT_FOUND : status;
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
