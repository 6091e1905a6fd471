/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Rows as tables have them. */
#ifndef KSYM_WRITE_LINE_ROWS_H
#define KSYM_WRITE_LINE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "failure.h"
#include "lines/calls.h"
#include "points.h"
#include "prefix.h"

struct line_row {
	uint32_t call; /* LINE_NONE: no line is known */
	uint32_t line;
	bool is_return; /* only where it ends is it exact */
};

/* The first one's line is known; no two in a row are alike. */
struct line_rows {
	struct line_row *items;
	struct points points; /* as many: where they begin */
	size_t capacity, points_capacity;
};

/* Collects those given, in calls as CALLS has them; rows_free after, also of an
 * error. */
bool rows_collect(
	struct line_calls *calls, struct line_rows *rows, struct failure *err);
/* Adds a row from ADDR on, if it tells of more than the last one. */
bool rows_add(struct line_rows *rows, uint64_t addr, struct line_row row,
	struct failure *err);
void rows_free(struct line_rows *rows);

#endif
