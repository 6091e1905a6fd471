/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * From an address to a symbol. A distance is an address less the table's base.
 * The symbols of a block are stepped through by the gaps between them.
 */
#include "table.h"

uint64_t ksym_wide_number_(
	const struct ksym_table *t, uint32_t bit, uint32_t width)
{
	uint32_t at = width / 16 * 16;
	uint64_t number = ksym_bits_(t, bit + at, width % 16);

	while (at > 0) {
		at -= 16;
		number = number << 16 | ksym_bits_(t, bit + at, 16);
	}
	return number;
}

/* value << shift for shift 0 to 31. */
FAST_ uint64_t shift_left(uint64_t value, uint32_t shift)
{
	if (IS_64_BIT_) {
		return value << shift;
	}
	while (shift-- > 0) {
		value <<= 1;
	}
	return value;
}

/* value >> shift for shift 0 to 63. */
FAST_ uint64_t shift_right(uint64_t value, uint32_t shift)
{
	if (IS_64_BIT_) {
		return value >> shift;
	}
	while (shift-- > 0) {
		value >>= 1;
	}
	return value;
}

/* The distance at the head of a record. */
FAST_ uint64_t read_distance(const struct ksym_table *t, const uint8_t *record)
{
	const uint32_t low = ksym_load_(record);

	return t->wide ? low | (uint64_t)ksym_load_(record + 4) << 32 : low;
}

/* What a superblock's record says behind its distance. */
struct place {
	const uint8_t *starts; /* of the halves but the first */
	uint32_t stream;       /* where the superblock's bytes begin */
	uint32_t shift;        /* of the starts, or KSYM_PLACE_FAR */
};

/* Returns false if starts and anchors stand elsewhere, not in the table. */
FAST_ bool read_place(
	const struct ksym_table *t, const uint8_t *record, struct place *place)
{
	const uint8_t *behind = record + 4 + t->wide;
	const uint32_t word = ksym_load_(behind);

	place->stream = t->at[KSYM_PART_STREAM] +
			(word & ((1u << KSYM_PLACE_BITS) - 1));
	place->shift = word >> KSYM_PLACE_BITS;
	place->starts = behind + 4;
	if (place->shift < KSYM_PLACE_FAR) {
		return true;
	}
	place->starts = t->bytes + place->stream;
	return place->stream <= t->size &&
	       t->size - place->stream >= KSYM_FAR_SIZE;
}

/* Finds a block's anchor. Returns false if it is not in the table. */
FAST_ bool find_anchor(const struct ksym_table *t, const struct place *place,
	uint32_t block, uint32_t *anchorp)
{
	*anchorp =
		place->stream +
		(place->shift < KSYM_PLACE_FAR
				? ksym_half_(place->starts +
					     2 * (KSYM_BLOCKS - 1) + 2 * block)
				: ksym_load_(place->starts +
					     8 * (KSYM_BLOCKS - 1) +
					     4 * block));
	/* Codes and counts are read without asking, and a word behind. */
	return *anchorp <= t->last_anchor;
}

bool ksym_find_anchor_(
	const struct ksym_table *t, uint32_t index, uint32_t *anchorp)
{
	struct place place;

	return read_place(
		       t, ksym_record_(t, index / KSYM_SUPERBLOCK), &place) &&
	       find_anchor(
		       t, &place, index / KSYM_BLOCK % KSYM_BLOCKS, anchorp);
}

/* The distance of block 1 to 15 from its superblock's; where there is none,
 * more than any distance is. */
FAST_ uint64_t read_start(const struct place *place, uint32_t block)
{
	uint32_t start;

	if (place->shift == KSYM_PLACE_FAR) {
		return ksym_long_(place->starts + 8 * (block - 1));
	}
	start = ksym_half_(place->starts + 2 * (block - 1));
	return start < KSYM_START_NONE ? start << place->shift : FARTHEST_;
}

/* The last block that begins at most that far behind its superblock. */
static APART_ uint32_t find_far_block(const struct place *place, uint64_t rest)
{
	uint32_t block = 0;

	for (uint32_t step = KSYM_BLOCKS / 2; step > 0; step /= 2) {
		block += read_start(place, block + step) <= rest ? step : 0;
	}
	return block;
}

/* The same, with fewer instructions where the starts are near. */
FAST_ uint32_t find_block(const struct place *place, uint64_t rest)
{
	const uint8_t *starts = place->starts;
	uint32_t block = 0, key;

	if (!IS_WIDE_ || place->shift == KSYM_PLACE_FAR) {
		return find_far_block(place, rest);
	}
	key = rest >> 32 != 0 ? 0xffffffff : (uint32_t)rest;
	key >>= place->shift;
	/* Where there is no block its start is greater than any key. */
	key = key < KSYM_START_NONE ? key : KSYM_START_NONE - 1;
	block += ksym_half_(starts + 14) <= key ? 8 : 0;
	block += ksym_half_(starts + 2 * block + 6) <= key ? 4 : 0;
	block += ksym_half_(starts + 2 * block + 2) <= key ? 2 : 0;
	block += ksym_half_(starts + 2 * block) <= key ? 1 : 0;
	return block;
}

/* A block, to be stepped through. */
struct block {
	const uint8_t *page;
	uint32_t codes;  /* 4 bits a symbol */
	uint32_t anchor; /* where the first symbol's fields end */
};

/* Returns false if what it needs is not in the table. */
FAST_ bool read_block(const struct ksym_table *t, const struct place *place,
	uint32_t number, struct block *block)
{
	uint32_t page = t->at[KSYM_PART_PAGES];

	if (!find_anchor(t, place, number, &block->anchor)) {
		return false;
	}
	block->codes = ksym_load_(t->bytes + block->anchor + t->codes);
	if (t->codes > 0) {
		page += KSYM_PAGE_SIZE * t->bytes[block->anchor];
	}
	block->page = t->bytes + page;
	/* A word of fields stands before the anchor, or the header does. */
	return page <= t->last_page && block->anchor >= 8;
}

/* The gap to the next symbol. */
FAST_ uint64_t scale_gap(uint64_t x, const uint8_t *shape)
{
	return shift_left(x + ksym_half_(shape + KSYM_SHAPE_GAP),
		shape[KSYM_SHAPE_SHIFT] & KSYM_SHAPE_SHIFT_MAX);
}

FAST_ void fill(struct ksym_symbol *symp, const uint8_t *shape, uint64_t gap,
	uint64_t y, uint32_t kind)
{
	y += ksym_half_(shape + KSYM_SHAPE_SIZE_BASE);
	symp->size = shape[0] & KSYM_SHAPE_STATED
			     ? shift_left(y, shape[KSYM_SHAPE_SHIFT] &
						     KSYM_SHAPE_SHIFT_MAX)
			     : gap - y;
	symp->type = kind & KSYM_SHAPE_TYPE;
	symp->flags = kind >> KSYM_SHAPE_FLAGS & 7;
}

/*
 * Steps through the block of symbol last up to it, or to the symbol before the
 * first that lies beyond the distance most, and describes that symbol. record
 * is its superblock's. Returns 0, or -KSYM_ERR_CORRUPT if the block is not in
 * the table.
 */
static APART_ int describe_any(const struct ksym_table *t,
	const uint8_t *record, uint32_t last, uint64_t most,
	struct ksym_symbol *symp)
{
	const uint32_t number = last / KSYM_BLOCK % KSYM_BLOCKS;
	uint32_t left = last % KSYM_BLOCK, codes, bit, kind, y_width;
	uint64_t rest = most - read_distance(t, record), gap;
	const uint8_t *shape;
	struct place place;
	struct block block;

	if (!read_place(t, record, &place) ||
		!read_block(t, &place, number, &block)) {
		return -KSYM_ERR_CORRUPT;
	}
	rest -= number > 0 ? read_start(&place, number) : 0;
	bit = 8 * block.anchor;
	for (codes = block.codes;; codes >>= 4, left--) {
		shape = block.page + KSYM_SHAPE_SIZE * (codes % KSYM_PAGE);
		gap = scale_gap(ksym_number_(t, bit - shape[KSYM_SHAPE_X],
					shape[KSYM_SHAPE_X]),
			shape);
		bit -= shape[KSYM_SHAPE_ALL];
		if (left == 0 || rest < gap) {
			break;
		}
		rest -= gap;
	}
	kind = shape[0];
	y_width = (uint32_t)shape[KSYM_SHAPE_ALL] - shape[KSYM_SHAPE_X];
	if (kind % 4 == KSYM_SHAPE_ANY) {
		y_width -= KSYM_SHAPE_KIND_BITS;
		kind = ksym_bits_(t, bit + y_width, KSYM_SHAPE_KIND_BITS);
	}
	symp->addr = t->start + (most - rest);
	symp->index = last - left;
	fill(symp, shape, gap, ksym_number_(t, bit, y_width & 0xff), kind);
	return 0;
}

/*
 * The same, of a block that begins that far behind its superblock's record's
 * place. Where all fields up to the symbol's are in one word, as they mostly
 * are, it steps through that.
 */
FAST_ int describe_near(const struct ksym_table *t, const uint8_t *record,
	const struct place *place, uint32_t number, uint32_t last,
	uint64_t rest, uint64_t most, struct ksym_symbol *symp)
{
	uint32_t left = last % KSYM_BLOCK, codes, used = 0;
	uint64_t word, gap;
	const uint8_t *shape;
	struct block block;

	if (place->shift == KSYM_PLACE_FAR ||
		!read_block(t, place, number, &block)) {
		return describe_any(t, record, last, most, symp);
	}
	rest -= number > 0 ? read_start(place, number) : 0;
	word = ksym_long_(t->bytes + block.anchor - 8);
	for (codes = block.codes;; codes >>= 4, left--) {
		shape = block.page + KSYM_SHAPE_SIZE * (codes % KSYM_PAGE);
		gap = scale_gap(
			word >> 1 >> (~(uint32_t)shape[KSYM_SHAPE_X] & 63),
			shape);
		used += shape[KSYM_SHAPE_ALL];
		if (left == 0 || rest < gap) {
			break;
		}
		word <<= shape[KSYM_SHAPE_ALL] % 64;
		rest -= gap;
	}
	if (used > 63 || shape[0] % 4 == KSYM_SHAPE_ANY) {
		return describe_any(t, record, last, most, symp);
	}
	symp->addr = t->start + (most - rest);
	symp->index = last - left;
	word <<= shape[KSYM_SHAPE_X] % 64;
	word = word >> 1 >>
	       (63 - shape[KSYM_SHAPE_ALL] + shape[KSYM_SHAPE_X]) % 64;
	fill(symp, shape, gap, word, shape[0]);
	return 0;
}

int ksym_get(
	const struct ksym_table *t, uint32_t index, struct ksym_symbol *symp)
{
	const uint8_t *record;
	struct place place;
	int status;

	if (index >= t->count) {
		return -KSYM_ERR_NOT_FOUND;
	}
	record = ksym_record_(t, index / KSYM_SUPERBLOCK);
	status = IS_WIDE_ && read_place(t, record, &place)
			 ? describe_near(t, record, &place,
				   index / KSYM_BLOCK % KSYM_BLOCKS, index,
				   FARTHEST_ - read_distance(t, record),
				   FARTHEST_, symp)
			 : describe_any(t, record, index, FARTHEST_, symp);
	/* Where gaps are damaged the steps may end before it. */
	return status == 0 && symp->index == index ? 0 : -KSYM_ERR_CORRUPT;
}

/*
 * The last of count records, 1 or more, from number low on whose distance is at
 * most that; low if there is none.
 */
FAST_ uint32_t last_record(const struct ksym_table *t, const uint8_t *records,
	uint32_t size, uint32_t low, uint32_t count, uint64_t distance)
{
	/* Without a branch on what is read: it could not be predicted. */
	while (count > 1) {
		const uint32_t half = count / 2;
		const uint8_t *record = records + ksym_times_(size, low + half);

		low += read_distance(t, record) <= distance ? half : 0;
		count -= half;
	}
	return low;
}

/* The last superblock that starts at or below a distance; none where the slices
 * are damaged. */
FAST_ uint32_t find_superblock(const struct ksym_table *t, uint64_t distance)
{
	uint32_t low = 0, high = t->superblocks - 1;

	if (!IS_SMALL_ && t->sizes[KSYM_PART_SLICES] > 0) {
		const uint64_t wanted =
			distance < t->first_slice
				? 0
				: shift_right(distance - t->first_slice,
					  t->slice_shift);
		const uint32_t slice = wanted < t->last_slice ? (uint32_t)wanted
							      : t->last_slice;
		const uint8_t *tops = t->bytes + t->at[KSYM_PART_SLICES] +
				      KSYM_SLICES_TOPS + KSYM_TOP_SIZE * slice;

		low = ksym_load_(tops) & 0xffffff;
		high = ksym_load_(tops + 2) >> 8;
		if (low > high || high >= t->superblocks) {
			return t->superblocks;
		}
	}
	return last_record(t, ksym_record_(t, 0),
		KSYM_RECORD_SIZE + 4u + t->wide, low, high - low + 1, distance);
}

static bool covers(const struct ksym_symbol *symbol, uint64_t addr)
{
	return addr - symbol->addr < symbol->size;
}

/* The symbol that the last resume at or below an address names, if it covers
 * it; else *symp is as it was. */
static APART_ int find_resumed(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp)
{
	const uint64_t distance = addr - t->start;
	const uint32_t size = 8u + t->wide;
	const uint8_t *record =
		t->bytes + t->at[KSYM_PART_RESUMES] + KSYM_RESUMES_RECORDS;
	struct ksym_symbol outer;
	int status;

	if (t->resumes == 0) {
		return -KSYM_ERR_NOT_FOUND;
	}
	record += ksym_times_(
		size, last_record(t, record, size, 0, t->resumes, distance));
	if (read_distance(t, record) > distance) {
		return -KSYM_ERR_NOT_FOUND;
	}
	status = ksym_get(t, ksym_load_(record + size - 4), &outer);
	if (status != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	if (!covers(&outer, addr)) {
		return -KSYM_ERR_NOT_FOUND;
	}
	/* Member by member, or some compilers call what no kernel need have. */
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
	/* Of what lies below the base, it is larger than any that is covered. */
	const uint64_t distance = addr - t->start;
	uint32_t superblock, number, last;
	const uint8_t *record;
	struct place place;
	uint64_t rest;
	int status;

	if (t->count == 0) {
		return -KSYM_ERR_NOT_FOUND;
	}
	superblock = find_superblock(t, distance);
	if (superblock >= t->superblocks) {
		return -KSYM_ERR_CORRUPT;
	}
	record = ksym_record_(t, superblock);
	rest = distance - read_distance(t, record);
	if (!read_place(t, record, &place)) {
		return -KSYM_ERR_CORRUPT;
	}
	number = find_block(&place, rest);
	last = superblock * KSYM_SUPERBLOCK + number * KSYM_BLOCK +
	       (KSYM_BLOCK - 1);
	last = last < t->count ? last : t->count - 1;
	status = IS_WIDE_ ? describe_near(t, record, &place, number, last, rest,
				    distance, symp)
			  : describe_any(t, record, last, distance, symp);
	if (status != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	return covers(symp, addr) ? 0 : find_resumed(t, addr, symp);
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

int ksym_next_to(
	const struct ksym_table *t, uint64_t addr, struct ksym_symbol *symp)
{
	const uint64_t distance = addr - t->start;
	const int status = ksym_lookup(t, addr, symp);

	if (status != -KSYM_ERR_NOT_FOUND || t->count == 0) {
		return status;
	}
	/* Of link-time addresses below the base the distance wraps. */
	return distance <= FARTHEST_ - t->base &&
			       symp->addr - t->start <= distance
		       ? 1
		       : -KSYM_ERR_NOT_FOUND;
}
