/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Which functions and files rows need, and the names of these. */
#ifndef KSYM_WRITE_LINE_NAMES_H
#define KSYM_WRITE_LINE_NAMES_H

#include "check.h"
#include "lines/rows.h"

/* Names that are no symbol's: functions', ascending, then files'. */
struct line_names {
	const char **items;
	size_t count, capacity;
	uint32_t first;      /* the number of the first one */
	uint32_t files_at;   /* that of the first file */
	uint32_t file_count; /* of those that are needed */
};

/*
 * Marks the calls and functions that ROWS need, and numbers their files: files
 * of CALLS become these numbers. Functions get the numbers of their names, of
 * symbols in LIST or behind them. line_names_free after, also of an error.
 */
bool line_names_find(const struct input *list, const struct line_rows *rows,
	struct line_calls *calls, struct line_names *names,
	struct failure *err);
void line_names_free(struct line_names *names);

#endif
