/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/returns.h"

#include <stdlib.h>

#include "array.h"

struct keeper {
	const struct ksym_write_lines *given;
	struct line_calls *calls;
	const struct line_rows *from;
	struct line_rows to;
	bool *is_calling; /* by outermost function: calls of it are known */
	bool *is_whole;   /* the same: it keeps all rows */
	uint32_t whole;   /* how many of these */
	size_t next;      /* the first return address that rows may end at */
	size_t range;     /* the described one that rows may be in */
	bool is_pending;  /* addresses from PENDING on are in no row yet */
	uint64_t pending;
};

/* The row in the outermost frame; another file of that is kept. */
static struct line_row outermost(
	const struct line_calls *calls, struct line_row row)
{
	while (row.call != LINE_NONE &&
		calls->items[row.call].parent != LINE_NONE) {
		const struct line_call *call = &calls->items[row.call];

		if (calls->functions.items[call->function].name == NULL &&
			call->parent == call->root) {
			break;
		}
		row.line = call->line;
		row.call = call->parent;
	}
	return row;
}

/* Whether all return addresses of the code at ADDR are known; of ascending
 * ones. */
static bool covers(struct keeper *keeper, uint64_t addr)
{
	const struct ksym_write_lines *given = keeper->given;

	while (keeper->range < given->described_count &&
		given->described[keeper->range].end <= addr) {
		keeper->range++;
	}
	return keeper->range < given->described_count &&
	       given->described[keeper->range].begin <= addr;
}

/*
 * Finds the functions of whose calls some are known. Compilers leave few out:
 * those of assembly.
 */
static void find_calling(struct keeper *keeper)
{
	const struct ksym_write_lines *given = keeper->given;
	const struct line_rows *rows = keeper->from;
	size_t next = 0;

	for (size_t i = 0; i < rows->count; i++) {
		const uint32_t call = rows->items[i].call;

		while (next < given->return_count &&
			given->returns[next] <= rows->points[i].addr) {
			next++;
		}
		if (next < given->return_count && call != LINE_NONE &&
			(i + 1 == rows->count ||
				given->returns[next] <=
					rows->points[i + 1].addr)) {
			keeper->is_calling[keeper->calls->items[call].root] =
				true;
		}
	}
}

static bool is_known(struct keeper *keeper, uint32_t call, uint64_t addr)
{
	return covers(keeper, addr) ||
	       keeper->is_calling[keeper->calls->items[call].root];
}

/* Sets *CALLP to the same in the file alone: rows at return addresses are not
 * told apart by functions. */
static bool forget_function(
	struct line_calls *calls, uint32_t *callp, struct failure *err)
{
	const struct line_call call = calls->items[*callp];

	return calls_outermost(calls, calls->items[call.root].file, OF_RETURNS,
		       callp, err) &&
	       calls_in_file(calls, call.file, callp, err);
}

/* Leaves what is pending without a line, up to ADDR. */
static bool give_up(struct keeper *keeper, uint64_t addr, struct failure *err)
{
	const struct line_row gap = { LINE_NONE, 0, false };

	if (keeper->pending < addr &&
		!rows_add(&keeper->to, keeper->pending, gap, err)) {
		return false;
	}
	keeper->pending = addr;
	return true;
}

/* Keeps all of a row from ADDR to LAST. */
static bool keep_row(struct keeper *keeper, uint64_t addr, uint64_t last,
	struct line_row row, struct failure *err)
{
	const uint32_t root = keeper->calls->items[row.call].root;

	if (!keeper->is_whole[root] &&
		keeper->calls->items[root].line != OF_NO_FUNCTION) {
		keeper->is_whole[root] = true;
		keeper->whole++;
	}
	if (keeper->is_pending && !give_up(keeper, addr, err)) {
		return false;
	}
	keeper->is_pending = false;
	if (!rows_add(&keeper->to, addr, row, err)) {
		return false;
	}
	keeper->to.reached = last;
	return true;
}

/* Keeps what of a row ends at return addresses, up to LAST. */
static bool keep_returns(struct keeper *keeper, uint64_t addr, uint64_t last,
	struct line_row row, struct failure *err)
{
	const struct ksym_write_lines *given = keeper->given;

	keeper->is_pending = true;
	while (keeper->next < given->return_count &&
		given->returns[keeper->next] <= addr) {
		keeper->next++;
	}
	row.is_return = true;
	if (keeper->next < given->return_count &&
		given->returns[keeper->next] <= last &&
		!forget_function(keeper->calls, &row.call, err)) {
		return false;
	}
	for (; keeper->next < given->return_count &&
		given->returns[keeper->next] <= last;
		keeper->next++) {
		const uint64_t end = given->returns[keeper->next];

		if ((end - keeper->pending > KSYM_WRITE_REACH &&
			    !give_up(keeper, end - KSYM_WRITE_REACH, err)) ||
			!rows_add(&keeper->to, keeper->pending, row, err)) {
			return false;
		}
		keeper->pending = end;
	}
	return true;
}

static bool keep(struct keeper *keeper, size_t i, struct failure *err)
{
	const struct line_point *point = &keeper->from->points[i];
	const uint64_t last =
		i + 1 < keeper->from->count ? point[1].addr : UINT64_MAX;
	const struct line_row gap = { LINE_NONE, 0, false };
	const struct line_row row =
		outermost(keeper->calls, keeper->from->items[i]);

	if (!keeper->is_pending) {
		keeper->pending = point->addr;
	}
	if (row.call == LINE_NONE) {
		/* Calls that are far from each other have a hole between. */
		keeper->is_pending = last - point->addr <= KSYM_WRITE_REACH;
		return keeper->is_pending ||
		       rows_add(&keeper->to, keeper->pending, gap, err);
	}
	return is_known(keeper, row.call, point->addr)
		       ? keep_returns(keeper, point->addr, last, row, err)
		       : keep_row(keeper, point->addr, last, row, err);
}

bool returns_keep(struct line_calls *calls, struct line_rows *rows,
	uint32_t *wholep, struct failure *err)
{
	struct keeper keeper = {
		.given = calls->given, .calls = calls, .from = rows
	};
	const struct line_row gap = { LINE_NONE, 0, false };
	bool done;

	keeper.is_calling =
		array_new(calls_count(calls), sizeof(*keeper.is_calling), err);
	keeper.is_whole =
		array_new(calls_count(calls), sizeof(*keeper.is_whole), err);
	done = keeper.is_calling != NULL && keeper.is_whole != NULL;
	if (done) {
		find_calling(&keeper);
	}
	for (size_t i = 0; done && i < rows->count; i++) {
		done = keep(&keeper, i, err);
	}
	done = done && (!keeper.is_pending ||
			       rows_add(&keeper.to, keeper.pending, gap, err));
	free(keeper.is_calling);
	free(keeper.is_whole);
	rows_free(rows);
	*rows = keeper.to;
	*wholep = keeper.whole;
	return done;
}
