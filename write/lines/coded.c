/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/coded.h"

#include <stdlib.h>

#include "array.h"
#include "lines/coder.h"

#define UNIT_MAX 2     /* log2; instructions' lengths, not functions' */
#define SMALL    16384 /* rows: such kernels would have fewer bytes */

/* Instructions to read a block: from LEAST on it ends at a function. */
struct budget {
	uint32_t least, most;
};

struct blocks_state {
	struct coder coder;
	struct budget budget;
	uint32_t rows;                         /* of the block */
	uint32_t root;                         /* of the row before */
	uint32_t group_blocks, group_distance; /* of the group */
	uint32_t group_file;
};

static struct budget budget_for(
	const struct ksym_write_lines *given, bool returns)
{
	if (given->row_count < SMALL) {
		return (struct budget){ 13000, 22000 };
	}
	return returns ? (struct budget){ 24000, 32000 }
		       : (struct budget){ 7900, 18000 };
}

static uint8_t unit_of(const struct line_rows *rows)
{
	uint64_t all = 0;
	uint8_t unit = 0;

	for (size_t i = 0; i < rows->count; i++) {
		all |= rows->points[i].addr;
	}
	while (unit < UNIT_MAX && (all >> unit & 1) == 0) {
		unit++;
	}
	return unit;
}

static bool add_block(struct blocks_state *state, uint32_t distance,
	const struct line_row *row, struct failure *err)
{
	struct coded *coded = state->coder.coded;
	const struct line_call *calls = state->coder.calls->items;
	const bool group = state->group_blocks == 0 ||
			   state->group_blocks == KSYM_LINES_GROUP ||
			   (distance - state->group_distance) >> coded->unit >=
				   KSYM_LINES_NO_BLOCK;
	struct coded_block *blocks;

	if (group) {
		state->group_blocks = 0;
		state->group_distance = distance;
		state->group_file = row->call != LINE_NONE
					    ? calls[calls[row->call].root].file
					    : 0;
	}
	state->group_blocks++;
	state->rows = 0;
	state->coder.spent = 0;
	nodes_reset(&state->coder.nodes, state->group_file);
	if (state->coder.learns) {
		return true;
	}
	blocks = array_grow(coded->blocks, &coded->block_capacity,
		coded->block_count + 1, sizeof(*blocks), err);
	if (blocks == NULL) {
		return false;
	}
	coded->blocks = blocks;
	blocks[coded->block_count++] = (struct coded_block){ coded->row_count,
		distance, group, state->group_file };
	return true;
}

/* Whether a block is to begin with ROW. */
static bool begins_block(
	const struct blocks_state *state, const struct line_row *row)
{
	const uint32_t spent = state->coder.spent;
	uint32_t root;

	if (state->group_blocks == 0 || state->rows == KSYM_LINES_ROWS_MAX ||
		spent >= state->budget.most) {
		return true;
	}
	if (spent < state->budget.least || row->call == LINE_NONE) {
		return false;
	}
	root = state->coder.calls->items[row->call].root;
	return root != state->root || row->is_return;
}

/* Goes through all rows, to learn or to code. */
static bool add_rows(const struct line_rows *rows, struct blocks_state *state,
	struct failure *err)
{
	const struct line_call *calls = state->coder.calls->items;

	for (size_t i = 0; i < rows->count; i++) {
		const struct line_row *row = &rows->items[i];
		const uint32_t distance = rows->points[i].distance;
		const uint32_t end = i + 1 < rows->count
					     ? rows->points[i + 1].distance
					     : rows->end;
		const bool begins = begins_block(state, row);

		/* What has no line and ends a region has no distances. */
		if (distance == end) {
			continue;
		}
		if ((begins && !add_block(state, distance, row, err)) ||
			!coder_add(&state->coder, row,
				(end - distance) >> state->coder.coded->unit,
				begins, err)) {
			return false;
		}
		state->rows++;
		state->root = row->call != LINE_NONE ? calls[row->call].root
						     : LINE_NONE;
	}
	return true;
}

/* A pass over all rows. */
static bool pass(const struct line_rows *rows, bool returns, struct coder coder,
	struct failure *err)
{
	struct blocks_state state = { .coder = coder,
		.budget = budget_for(coder.calls->given, returns),
		.root = LINE_NONE };

	return add_rows(rows, &state, err);
}

bool coded_make(const struct line_rows *rows, bool returns,
	struct line_calls *calls, struct learnt *learnt, struct coded *coded,
	struct failure *err)
{
	const struct coder coder = {
		.calls = calls, .learnt = learnt, .coded = coded
	};
	struct coder learner = coder;

	coded->unit = unit_of(rows);
	learner.learns = true;
	return pass(rows, returns, learner, err) &&
	       learnt_finish(learnt, &calls->functions, err) &&
	       pass(rows, returns, coder, err);
}

void coded_free(struct coded *coded)
{
	free(coded->rows);
	free(coded->values);
	free(coded->blocks);
	*coded = (struct coded){ 0 };
}
