/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * From an address to its row: FORMAT.md, "Lines". Its block is found, and the
 * rows of that are gone through up to the one that holds the address.
 */
#include "table.h"

_Static_assert(
	sizeof(((struct ksym_frames *)0)->sizes) == 4 * LINES_PARTS_, "all");
_Static_assert(KSYM_FRAMES_MAX == KSYM_LINES_NODES, "each is a frame");

/* Where the parts are. Returns 0, -KSYM_ERR_NOT_FOUND, -KSYM_ERR_CORRUPT. */
static int find_parts(
	const struct ksym_table *t, const uint8_t **part, uint32_t *sizes)
{
	const uint8_t *settings;
	uint32_t groups;

	if (t->size == 0) {
		return -KSYM_ERR_NOT_FOUND;
	}
	if (!ksym_read_directory_(
		    t, KSYM_PART_LINES_SETTINGS, LINES_PARTS_, part, sizes)) {
		return -KSYM_ERR_CORRUPT;
	}
	if (sizes[LINES_SETTINGS_] == 0) {
		return -KSYM_ERR_NOT_FOUND;
	}
	if (sizes[LINES_SETTINGS_] < KSYM_LINES_SETTINGS_SIZE) {
		return -KSYM_ERR_CORRUPT;
	}
	settings = part[LINES_SETTINGS_];
	groups = ksym_load_(settings + KSYM_LINES_GROUPS);
	return settings[KSYM_LINES_UNIT] <= KSYM_LINES_UNIT_MAX &&
			       settings[KSYM_LINES_NAME_BITS] <=
				       KSYM_LINES_BITS_MAX &&
			       settings[KSYM_LINES_CALLEE_BITS] <=
				       KSYM_LINES_BITS_MAX &&
			       groups > 0 && groups <= KSYM_LINES_GROUPS_MAX &&
			       ksym_times_(groups, KSYM_LINES_GROUP_SIZE) <=
				       sizes[LINES_INDEX_]
		       ? 0
		       : -KSYM_ERR_CORRUPT;
}

enum ksym_lines_mode ksym_has_lines(const struct ksym_table *t)
{
	const uint8_t *part[LINES_PARTS_];
	uint32_t sizes[LINES_PARTS_];

	if (find_parts(t, part, sizes) != 0) {
		return KSYM_LINES_NONE;
	}
	return part[LINES_SETTINGS_][KSYM_LINES_FLAGS] & KSYM_LINES_IS_CALLS
		       ? KSYM_LINES_CALLS
		       : KSYM_LINES_FULL;
}

/* Finds the distance of a link-time address. Returns false if it has none. */
static bool find_line_distance(
	const struct ksym_frames *it, uint64_t addr, uint32_t *distancep)
{
	const uint8_t *region = it->part[LINES_SETTINGS_] + KSYM_LINES_REGIONS;
	uint32_t size = it->sizes[LINES_SETTINGS_] - KSYM_LINES_REGIONS;

	for (; size >= 2 * KSYM_REGION_SIZE &&
		ksym_long_(region + KSYM_REGION_SIZE) <= addr;
		size -= KSYM_REGION_SIZE) {
		region += KSYM_REGION_SIZE;
	}
	addr -= ksym_long_(region);
	*distancep = ksym_load_(region + KSYM_REGION_START) + (uint32_t)addr;
	return addr <= ksym_load_(region + KSYM_REGION_MOST);
}

/*
 * Finds the block of a distance; *BEHINDP is how many bytes behind its
 * beginning that is. Returns false where there is none.
 */
static bool find_rows(
	struct ksym_frames *it, uint32_t distance, uint32_t *behindp)
{
	const uint8_t *settings = it->part[LINES_SETTINGS_];
	const uint32_t unit = settings[KSYM_LINES_UNIT];
	const uint8_t *group = it->part[LINES_INDEX_], *start;
	uint32_t rest, block = 0;

	group += ksym_times_(
		ksym_last_record_(group, KSYM_LINES_GROUP_SIZE,
			ksym_load_(settings + KSYM_LINES_GROUPS), distance),
		KSYM_LINES_GROUP_SIZE);
	if (ksym_load_(group) > distance) {
		return false;
	}
	*behindp = distance - ksym_load_(group);
	rest = *behindp >> unit;
	start = group + KSYM_LINES_GROUP_STARTS;
	while (block < KSYM_LINES_GROUP - 1 &&
		ksym_half_(start) != KSYM_LINES_NO_BLOCK &&
		ksym_half_(start) <= rest) {
		block++;
		start += 2;
	}
	it->file = ksym_half_(group + KSYM_LINES_GROUP_FILE);
	it->bit = 8 * ksym_load_(group + KSYM_LINES_GROUP_PLACE);
	if (block > 0) {
		*behindp -= ksym_half_(start - 2) << unit;
		it->bit +=
			8 * ksym_half_(start - 2 + 2 * (KSYM_LINES_GROUP - 1));
	}
	return true;
}

/* Whether so many bytes from an address on are within the symbol there. */
static bool are_of_symbol(
	const struct ksym_table *t, uint64_t addr, uint32_t bytes)
{
	struct ksym_symbol symbol;

	return ksym_lookup(t, addr, &symbol) == 0 &&
	       symbol.size - (addr - symbol.addr) >= bytes;
}

/*
 * Goes through the rows of a block up to the one that holds what is so many
 * bytes behind its beginning.
 */
static int pass_rows(struct ksym_frames *it, uint32_t behind)
{
	const uint32_t unit = it->part[LINES_SETTINGS_][KSYM_LINES_UNIT];
	uint32_t left = behind >> unit, length = 0, rows = 0;
	bool is_gap = false;

	for (; rows < KSYM_LINES_ROWS_MAX; rows++) {
		length = ksym_take_row_(it, rows == 0, &is_gap);
		if (length == 0) {
			return -KSYM_ERR_CORRUPT;
		}
		if (left < length) {
			break;
		}
		left -= length;
	}
	if (is_gap || rows == KSYM_LINES_ROWS_MAX) {
		return -KSYM_ERR_NOT_FOUND;
	}
	left = length - left;
	if (it->is_calls && left > 1) {
		it->flags = KSYM_FRAME_APPROXIMATE;
		/* Behind its function a call tells nothing. */
		left = (left << unit) - (behind & ksym_mask_(unit));
		if (!are_of_symbol(it->table, it->addr, left)) {
			return -KSYM_ERR_NOT_FOUND;
		}
	}
	return ksym_find_calls_(it) ? 0 : -KSYM_ERR_CORRUPT;
}

int ksym_lines(
	const struct ksym_table *t, uint64_t addr, struct ksym_frames *it)
{
	int status = find_parts(t, it->part, it->sizes);
	uint32_t distance, behind;

	it->table = t;
	it->addr = addr;
	it->own = 0;
	it->back = 0;
	it->kind = KSYM_LINES_BEGINS;
	it->is_bad = false;
	it->is_calls = false;
	it->flags = 0;
	ksym_forget_calls_(it);
	if (status == 0) {
		status = find_line_distance(it, addr - t->bias, &distance) &&
					 find_rows(it, distance, &behind)
				 ? pass_rows(it, behind)
				 : -KSYM_ERR_NOT_FOUND;
	}
	if (status != 0) {
		it->node = NO_NODE_;
	}
	return status;
}

int ksym_lines_call(const struct ksym_table *t, uint64_t return_addr,
	struct ksym_frames *it)
{
	const uint64_t behind = ksym_without_mode_(t, return_addr);

	if (behind == 0) {
		it->node = NO_NODE_;
		return -KSYM_ERR_NOT_FOUND;
	}
	return ksym_lines(t, behind - 1, it);
}
