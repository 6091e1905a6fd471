/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "reading.h"

#include <dwarf.h>
#include <inttypes.h>
#include <stdlib.h>

#include "core/array.h"
#include "entry.h"

static bool add_range(struct reading *reading, const struct call_range *range,
	struct error *err)
{
	struct call_range *all;

	/* One list may be many entries', and have empty ranges alone. */
	if (reading->ranges_left == 0) {
		return fail_unit(
			reading, err, "more ranges than its size allows");
	}
	reading->ranges_left--;
	if (range->begin >= range->end) {
		return true;
	}
	all = array_room(reading->ranges, reading->range_count + 1,
		&reading->range_capacity, sizeof(*all), err);
	if (all == NULL) {
		return false;
	}
	reading->ranges = all;
	all[reading->range_count++] = *range;
	return true;
}

static bool add_list(struct reading *reading, Dwarf_Die *entry,
	Dwarf_Attribute *attr, struct call_range range, struct error *err)
{
	struct range_list list = range_list_begin(
		&reading->range_lists, attr, entry_unit_end(reading, entry));

	while (range_list_next(&list, &range.begin, &range.end)) {
		if (!add_range(reading, &range, err)) {
			return false;
		}
	}
	return !list.cursor.overrun ||
	       fail_unit(reading, err,
		       "entry at .debug_info+0x%" PRIx64
		       ": a list of ranges that does not end",
		       (uint64_t)dwarf_dieoffset(entry));
}

bool ranges_add(struct reading *reading, Dwarf_Die *entry, uint32_t call,
	uint32_t depth, struct error *err)
{
	struct call_range range = { 0, 0, call, depth };
	Dwarf_Attribute attr;

	if (dwarf_highpc(entry, &range.end) == 0 &&
		dwarf_lowpc(entry, &range.begin) == 0) {
		return add_range(reading, &range, err);
	}
	return dwarf_attr(entry, DW_AT_ranges, &attr) == NULL ||
	       add_list(reading, entry, &attr, range, err);
}

/* By address; of one address in the order of the entries. */
static int compare_ranges(const void *a, const void *b)
{
	const struct call_range *x = a, *y = b;

	if (x->begin != y->begin) {
		return x->begin < y->begin ? -1 : 1;
	}
	return x->call < y->call ? -1 : x->call > y->call;
}

/* Whether A holds where both are: the deepest, of those the last. */
static bool is_above(const struct call_range *a, const struct call_range *b)
{
	return a->depth != b->depth ? a->depth > b->depth : a->call > b->call;
}

/* The ranges that are open at an address: a heap, what holds at the top. */
struct open_ranges {
	struct call_range *heap;
	size_t count;
};

static void open_range(struct open_ranges *open, const struct call_range *range)
{
	size_t i = open->count++;

	while (i > 0 && is_above(range, &open->heap[(i - 1) / 2])) {
		open->heap[i] = open->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	open->heap[i] = *range;
}

static void close_top(struct open_ranges *open)
{
	const struct call_range last = open->heap[--open->count];
	size_t i = 0;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= open->count) {
			break;
		}
		child += child + 1 < open->count &&
			 is_above(&open->heap[child + 1], &open->heap[child]);
		if (!is_above(&open->heap[child], &last)) {
			break;
		}
		open->heap[i] = open->heap[child];
		i = child;
	}
	open->heap[i] = last;
}

/* A sweep from the lowest address up. */
struct sweep {
	const struct call_range *ranges; /* sorted */
	size_t count, next;
	struct open_ranges open;
	uint64_t at;
	struct call_range *to;
	size_t to_count, to_capacity;
};

static bool put(
	struct sweep *sweep, const struct call_range *piece, struct error *err)
{
	struct call_range *to;

	if (sweep->to_count > 0) {
		struct call_range *last = &sweep->to[sweep->to_count - 1];

		if (last->end == piece->begin && last->call == piece->call) {
			last->end = piece->end;
			return true;
		}
	}
	to = array_room(sweep->to, sweep->to_count + 1, &sweep->to_capacity,
		sizeof(*to), err);
	if (to == NULL) {
		return false;
	}
	sweep->to = to;
	to[sweep->to_count++] = *piece;
	return true;
}

/* Puts what holds from sweep->at up to where that may change. */
static bool sweep_piece(struct sweep *sweep, struct error *err)
{
	struct call_range piece;

	if (sweep->open.count == 0) {
		sweep->at = sweep->ranges[sweep->next].begin;
	}
	while (sweep->next < sweep->count &&
		sweep->ranges[sweep->next].begin <= sweep->at) {
		open_range(&sweep->open, &sweep->ranges[sweep->next++]);
	}
	while (sweep->open.count > 0 && sweep->open.heap[0].end <= sweep->at) {
		close_top(&sweep->open);
	}
	if (sweep->open.count == 0) {
		return true;
	}
	piece = sweep->open.heap[0];
	piece.begin = sweep->at;
	if (sweep->next < sweep->count &&
		sweep->ranges[sweep->next].begin < piece.end) {
		piece.end = sweep->ranges[sweep->next].begin;
	}
	sweep->at = piece.end;
	return put(sweep, &piece, err);
}

bool ranges_settle(struct reading *reading, struct error *err)
{
	struct sweep sweep = { .ranges = reading->ranges,
		.count = reading->range_count };

	if (sweep.count == 0) {
		return true;
	}
	sweep.open.heap = calloc(sweep.count, sizeof(*sweep.open.heap));
	if (sweep.open.heap == NULL) {
		return fail(err, "out of memory");
	}
	qsort(reading->ranges, sweep.count, sizeof(*reading->ranges),
		compare_ranges);
	while (sweep.next < sweep.count || sweep.open.count > 0) {
		if (!sweep_piece(&sweep, err)) {
			free(sweep.open.heap);
			free(sweep.to);
			return false;
		}
	}
	free(sweep.open.heap);
	free(reading->ranges);
	reading->ranges = sweep.to;
	reading->range_count = sweep.to_count;
	reading->range_capacity = sweep.to_capacity;
	return true;
}

static int compare_begins(const void *a, const void *b)
{
	const struct lines_range *x = a, *y = b;

	return x->begin < y->begin ? -1 : x->begin > y->begin;
}

size_t ranges_unite(struct lines_range *all, size_t total)
{
	size_t count = 0;

	if (total > 0) {
		qsort(all, total, sizeof(*all), compare_begins);
	}
	for (size_t i = 0; i < total; i++) {
		struct lines_range *last = count > 0 ? &all[count - 1] : NULL;

		if (last == NULL || all[i].begin > last->end) {
			all[count++] = all[i];
		} else if (all[i].end > last->end) {
			last->end = all[i].end;
		}
	}
	return count;
}
