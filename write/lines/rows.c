/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/rows.h"

#include <ksym_format.h>
#include <stdlib.h>

#include "array.h"

#define AHEAD 4 /* rows that are looked at for a function */

/* Whether the rows so far tell the same. */
static bool tells_nothing(
	const struct line_rows *rows, uint64_t addr, const struct line_row *row)
{
	const struct line_row *last;

	if (rows->count == 0) {
		return row->call == LINE_NONE;
	}
	last = &rows->items[rows->count - 1];
	/* Of each return address there is a row, however alike they are. */
	return !row->is_return && row->call == last->call &&
	       row->line == last->line &&
	       (row->call == LINE_NONE ||
		       addr - rows->points[rows->count - 1].addr <
			       KSYM_WRITE_REACH);
}

static bool append(struct line_rows *rows, uint64_t addr, struct line_row row,
	struct failure *err)
{
	struct line_row *items = array_grow(rows->items, &rows->capacity,
		rows->count + 1, sizeof(*items), err);
	struct line_point *points;

	if (items == NULL) {
		return false;
	}
	rows->items = items;
	points = array_grow(rows->points, &rows->points_capacity,
		rows->count + 1, sizeof(*points), err);
	if (points == NULL) {
		return false;
	}
	rows->points = points;
	items[rows->count] = row;
	points[rows->count++] = (struct line_point){ .addr = addr };
	return true;
}

/* Ends the last row where it reaches no further. */
static bool end_row(struct line_rows *rows, struct failure *err)
{
	const struct line_row gap = { LINE_NONE, 0, false };

	return append(rows, rows->reached + KSYM_WRITE_REACH, gap, err);
}

bool rows_add(struct line_rows *rows, uint64_t addr, struct line_row row,
	struct failure *err)
{
	if (rows->count > 0 && rows->items[rows->count - 1].call != LINE_NONE &&
		addr - rows->reached > KSYM_WRITE_REACH &&
		!end_row(rows, err)) {
		return false;
	}
	rows->reached = addr;
	return tells_nothing(rows, addr, &row) || append(rows, addr, row, err);
}

bool rows_end(struct line_rows *rows, struct failure *err)
{
	return rows->count == 0 ||
	       rows->items[rows->count - 1].call == LINE_NONE ||
	       rows->reached > UINT64_MAX - KSYM_WRITE_REACH ||
	       end_row(rows, err);
}

/* The outermost function that CALL is in, if that is in FILE; else LINE_NONE. */
static uint32_t root_in(
	const struct line_calls *calls, uint32_t call, uint32_t file)
{
	uint32_t root;

	if (call == LINE_NONE) {
		return LINE_NONE;
	}
	root = calls->items[call].root;
	return calls->items[root].file == file ? root : LINE_NONE;
}

/*
 * Of row I given, which is in no function: the function behind it, or else the
 * one before, if that is in the same file; what is told of it is the same.
 */
static uint32_t neighbour(const struct line_calls *calls,
	const struct line_rows *rows, size_t i, uint32_t file)
{
	const struct ksym_write_lines *given = calls->given;
	const size_t left = given->row_count - i - 1;
	const size_t end = i + 1 + (left < AHEAD ? left : AHEAD);
	uint32_t root = LINE_NONE;

	for (size_t next = i + 1; next < end; next++) {
		const struct ksym_write_row *row = &given->rows[next];

		if (row->call != KSYM_WRITE_NONE) {
			root = root_in(calls, calls->of[row->call].call, file);
		}
		if (row->call != KSYM_WRITE_NONE ||
			row->file != given->rows[i].file) {
			break;
		}
	}
	if (root == LINE_NONE && rows->count > 0) {
		root = root_in(calls, rows->items[rows->count - 1].call, file);
	}
	return root;
}

/* Finds the call of row I given, which is in no function. */
static bool place_outside(struct line_calls *calls,
	const struct line_rows *rows, size_t i, uint32_t file, uint32_t *callp,
	struct failure *err)
{
	*callp = neighbour(calls, rows, i, file);
	return *callp != LINE_NONE ||
	       calls_outermost(calls, file, OF_NO_FUNCTION, callp, err);
}

/* Finds the call of row I given, and its line. */
static bool place(struct line_calls *calls, const struct line_rows *rows,
	size_t i, struct line_row *to, struct failure *err)
{
	const struct ksym_write_row *row = &calls->given->rows[i];
	uint32_t file = line_file(calls->given, row->file);

	*to = (struct line_row){ LINE_NONE, line_number(row->line), false };
	if (row->call == KSYM_WRITE_NONE) {
		if (row->file == KSYM_WRITE_NONE) {
			to->line = 0;
			return true;
		}
		return place_outside(calls, rows, i, file, &to->call, err);
	}
	to->call = calls->of[row->call].call;
	if (calls->of[row->call].is_cut) {
		file = calls->of[row->call].file;
		to->line = calls->of[row->call].line;
	}
	if (to->line > 0 && file != calls->items[to->call].file &&
		calls->items[to->call].depth == KSYM_LINES_NODES) {
		to->line = 0; /* there is no room to say in which file */
	}
	return to->line == 0 || calls_in_file(calls, file, &to->call, err);
}

bool rows_collect(
	struct line_calls *calls, struct line_rows *rows, struct failure *err)
{
	bool done = true;

	for (size_t i = 0; done && i < calls->given->row_count; i++) {
		struct line_row row;

		done = place(calls, rows, i, &row, err) &&
		       rows_add(rows, calls->given->rows[i].addr, row, err);
	}
	return done && rows_end(rows, err);
}

void rows_free(struct line_rows *rows)
{
	free(rows->items);
	free(rows->points);
	*rows = (struct line_rows){ 0 };
}
