/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Rows as tables have them. */
#ifndef KSYM_WRITE_LINE_ROWS_H
#define KSYM_WRITE_LINE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "failure.h"
#include "lines/calls.h"
#include "prefix.h"

struct line_row {
	uint32_t call; /* LINE_NONE: no line is known */
	uint32_t line;
	bool is_return; /* only where it ends is it exact */
};

/* Where a row begins. */
struct line_point {
	uint64_t addr;
	uint32_t distance; /* as distances_lay sets it */
};

/*
 * The first one's line is known; no two in a row are alike. None but rows of
 * unknown lines, and the last one, reach further than 2 * KSYM_WRITE_REACH.
 */
struct line_rows {
	struct line_row *items;
	struct line_point *points; /* as many */
	size_t count;
	size_t capacity, points_capacity;
	uint32_t end;     /* the distance that no row reaches */
	uint64_t reached; /* by the last one, and KSYM_WRITE_REACH behind that */
};

/* Collects those given, in calls as CALLS has them; rows_free after, also of an
 * error. */
bool rows_collect(
	struct line_calls *calls, struct line_rows *rows, struct failure *err);
/* Adds a row from ADDR on, if it tells of more than the last one. */
bool rows_add(struct line_rows *rows, uint64_t addr, struct line_row row,
	struct failure *err);
/* Ends the last one. */
bool rows_end(struct line_rows *rows, struct failure *err);
void rows_free(struct line_rows *rows);

#endif
