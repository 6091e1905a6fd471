/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * From row to row of a block: FORMAT.md, "Rows". The calls on the way are kept
 * as nodes, since rows come back to them.
 */
#include "table.h"

/* The stream's bits from where reading is: 25 or more. */
SMALL_ uint32_t stream_bits(const struct ksym_frames *it)
{
	return it->bit < 8 * it->sizes[LINES_STREAM_]
		       ? ksym_high_bits_(it->part[LINES_STREAM_], it->bit)
		       : 0;
}

/* The next symbol, by the code of a context. Those of wide codes have 2 bytes. */
static uint32_t read_symbol(
	struct ksym_frames *it, uint32_t context, bool is_wide)
{
	const uint32_t size = it->sizes[LINES_CODES_];
	uint32_t at = ksym_half_(it->part[LINES_SETTINGS_] + KSYM_LINES_PLACES +
				 (size_t)2 * context);
	const uint8_t *code = it->part[LINES_CODES_] + at, *symbol;
	uint32_t rest = stream_bits(it) >> (32 - KSYM_LINES_LENGTH_MAX);
	uint32_t index = 0, shift, least;

	if (at + KSYM_LINES_CODE_ROOM > size) {
		it->is_bad = true;
		return 0;
	}
	shift = KSYM_LINES_LENGTH_MAX - *code / 16u;
	least = KSYM_LINES_LENGTH_MAX - *code % 16u;
	at += 2 + shift - least;
	/* How many symbols of each length there are; then the symbols. */
	for (code++; shift > least; shift--, code++) {
		const uint32_t count = *code;

		if (rest >> shift < count) {
			break;
		}
		rest -= count << shift;
		index += count;
	}
	it->bit += KSYM_LINES_LENGTH_MAX - shift;
	index += rest >> shift;
	at += is_wide ? 2 * index : index;
	/* Where the shortest is longer than the longest it is anywhere. */
	if (at > size - 2) {
		it->is_bad = true;
		return 0;
	}
	symbol = it->part[LINES_CODES_] + at;
	return is_wide ? ksym_half_(symbol) : *symbol;
}

static uint32_t read_value(struct ksym_frames *it, uint32_t context)
{
	const uint32_t symbol = read_symbol(it, context, false);
	const uint32_t extra = symbol / KSYM_LINES_VALUE_STEPS - 1;
	uint32_t value;

	if (symbol < KSYM_LINES_VALUE_SMALL) {
		return symbol;
	}
	if (extra > KSYM_LINES_EXTRA_MAX) {
		it->is_bad = true;
		return 0;
	}
	value = KSYM_LINES_VALUE_STEPS + symbol % KSYM_LINES_VALUE_STEPS;
	value = value << extra | stream_bits(it) >> (32 - extra);
	it->bit += extra;
	return value;
}

static uint32_t read_change(struct ksym_frames *it, uint32_t context)
{
	return ksym_change_(read_value(it, context));
}

/* Leaves the call that rows are in. */
static void leave(struct ksym_frames *it)
{
	it->next[it->node] = it->recent;
	it->recent = it->node;
	it->node = it->parent[it->node];
	it->depth--;
}

/* Takes a call out of those that were left. */
static void take_back(struct ksym_frames *it, uint32_t node)
{
	uint8_t *link = &it->recent;
	uint32_t left = KSYM_LINES_NODES;

	for (; left > 0 && *link != node && *link < KSYM_LINES_NODES; left--) {
		link = &it->next[*link];
	}
	*link = it->next[node];
	it->next[node] = NOT_LEFT_;
	it->depth++;
	if (it->parent[node] == 0) {
		it->own = it->call[node];
	}
}

/* Goes back to a call, of that rank among those that were left. */
static void go_back(struct ksym_frames *it, uint32_t rank)
{
	uint32_t target = it->recent, above;

	for (; rank > 0 && target < KSYM_LINES_NODES; rank--) {
		target = it->next[target];
	}
	if (target >= KSYM_LINES_NODES) {
		it->is_bad = true;
		return;
	}
	above = target;
	while (it->next[above] != NOT_LEFT_) {
		above = it->parent[above];
	}
	/* Nodes come behind their parents. */
	while (it->node > above) {
		leave(it);
	}
	it->node = (uint8_t)target;
	for (; target > above; target = it->parent[target]) {
		take_back(it, target);
	}
}

/* Enters a call from where rows are, of rank 0 or of one that is said. */
static void enter(struct ksym_frames *it, bool is_first)
{
	const uint32_t node = it->nodes;

	if (node >= KSYM_LINES_NODES) {
		it->is_bad = true;
		return;
	}
	it->nodes++;
	it->parent[node] = it->node;
	it->next[node] = NOT_LEFT_;
	it->ahead[node] = 0;
	if (it->node == 0) {
		it->function[node] = read_value(it, KSYM_LINES_OF_FUNCTION);
		it->own += read_change(it, KSYM_LINES_OF_CALL);
		it->call[node] = it->own;
	} else {
		it->function[node] =
			is_first ? 0 : read_value(it, KSYM_LINES_OF_RANK);
	}
	it->node = (uint8_t)node;
	it->depth++;
}

void ksym_forget_calls_(struct ksym_frames *it)
{
	it->nodes = 1;
	it->node = 0;
	it->depth = 0;
	it->recent = NO_NODE_;
	it->parent[0] = 0;
	it->next[0] = NOT_LEFT_;
}

/* Goes where the row is before it enters calls; go as a shape says it. */
static void move(struct ksym_frames *it, uint32_t go, bool is_first)
{
	if (go >= KSYM_LINES_GO_CALLS) {
		it->is_calls = go == KSYM_LINES_GO_CALLS;
		it->file += read_change(it, is_first ? KSYM_LINES_OF_FIRST_FILE
						     : KSYM_LINES_OF_FILE);
		it->own += read_change(it, is_first ? KSYM_LINES_OF_FIRST_LINE
						    : KSYM_LINES_OF_LINE);
		ksym_forget_calls_(it);
	} else if (is_first) {
		it->is_bad = true;
	} else if (go >= KSYM_LINES_GO_BACK) {
		go_back(it, go - KSYM_LINES_GO_BACK);
	} else {
		for (; go > 0 && it->node > 0; go--) {
			leave(it);
		}
	}
}

/* Takes the change of line that a shape says. */
static void take_line(struct ksym_frames *it, uint32_t line)
{
	/* Of a byte with a sign. */
	uint32_t change = (line ^ 128) - 128;

	if (line == KSYM_LINES_LINE_SAID) {
		change = read_change(
			it, it->node == 0 ? KSYM_LINES_OF_OWN
					  : KSYM_LINES_OF_INLINED + it->kind);
	} else if (line == KSYM_LINES_LINE_BACK) {
		change = 0 - it->back;
	}
	if (it->node == 0) {
		it->back = change;
		it->own += change;
	} else {
		it->ahead[it->node] += change;
	}
}

/* How the own line changed last, for what follows. */
static uint32_t turn_of(uint32_t back)
{
	if (back == 0) {
		return 0;
	}
	if (back < 0x80000000) {
		return back <= 3 ? 1 : 2;
	}
	return 0 - back <= 3 ? 3 : 4;
}

/* The context of a row's shape, by what the rows before it did. */
static uint32_t shape_context(const struct ksym_frames *it)
{
	const uint32_t kind = it->kind;
	uint32_t depth = it->depth;

	if (depth == 0) {
		return KSYM_LINES_OF_SHAPE + KSYM_LINES_TURNS * kind +
		       turn_of(it->back);
	}
	depth = depth < KSYM_LINES_DEPTH_MAX ? depth : KSYM_LINES_DEPTH_MAX;
	return KSYM_LINES_OF_SHAPE_WITHIN + KSYM_LINES_KINDS * (depth - 1) +
	       kind;
}

static uint32_t kind_of(uint32_t go, uint32_t entered)
{
	if (go >= KSYM_LINES_GO_CALLS) {
		return KSYM_LINES_BEGINS;
	}
	return entered > 0 ? KSYM_LINES_ENTERS
	       : go > 0    ? KSYM_LINES_GOES
			   : KSYM_LINES_STAYS;
}

uint32_t ksym_take_row_(struct ksym_frames *it, bool is_first, bool *is_gapp)
{
	const bool is_wide = it->part[LINES_SETTINGS_][KSYM_LINES_FLAGS] &
			     KSYM_LINES_IS_WIDE;
	const uint32_t number = read_symbol(it, shape_context(it), is_wide);
	const uint8_t *shape = it->part[LINES_SHAPES_] +
			       (size_t)KSYM_LINES_SHAPE_SIZE * number;
	uint32_t go, entered, length;

	if (number >= it->sizes[LINES_SHAPES_] / KSYM_LINES_SHAPE_SIZE) {
		return 0;
	}
	go = shape[KSYM_LINES_SHAPE_GO];
	entered = shape[KSYM_LINES_SHAPE_ENTERED] % KSYM_LINES_RANKED;
	if (go == KSYM_LINES_GO_SAID) {
		go = read_value(it, KSYM_LINES_OF_GO);
		entered = read_value(it, KSYM_LINES_OF_ENTERED);
	}
	it->kind = (uint8_t)kind_of(go, entered);
	*is_gapp = go == KSYM_LINES_GO_GAP;
	if (*is_gapp) {
		it->depth = 0;
	} else {
		move(it, go, is_first);
		for (; entered > 0 && !it->is_bad; entered--) {
			enter(it, shape[KSYM_LINES_SHAPE_ENTERED] >=
					  KSYM_LINES_RANKED);
		}
		take_line(it, shape[KSYM_LINES_SHAPE_LINE]);
	}
	length = shape[KSYM_LINES_SHAPE_LENGTH];
	if (length == 0) {
		length = read_value(it, KSYM_LINES_OF_LENGTH + it->kind) + 1;
	}
	return it->is_bad ? 0 : length;
}
