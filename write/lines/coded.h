/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Rows as they are coded, and the blocks that they are in. */
#ifndef KSYM_WRITE_CODED_H
#define KSYM_WRITE_CODED_H

#include <ksym_format.h>

#include "lines/learnt.h"
#include "lines/rows.h"

/* What the stream says by the code of a context. */
struct coded_value {
	uint32_t context; /* enum ksym_lines_context */
	uint32_t value;
};

struct coded_row {
	uint32_t values; /* the first one; of file, calls that are entered */
	uint32_t length; /* units */
	int32_t line;    /* how it changes */
	uint32_t look;   /* see line_shapes.h */
	uint16_t go;     /* as in a shape */
	uint8_t value_count;
	uint8_t context; /* of its shape */
	uint8_t entered; /* calls */
	uint8_t kind;    /* of enum ksym_lines_kind */
	bool is_ranked;  /* the calls have rank 0 all */
	bool is_own;     /* the line is the outermost function's */
	bool turns_back; /* the line is what it was before the last change */
};

struct coded_block {
	size_t row; /* the first one */
	uint32_t distance;
	bool begins_group;
	uint32_t file; /* of the group */
};

struct coded {
	struct coded_row *rows;
	size_t row_count, row_capacity;
	struct coded_value *values;
	size_t value_count, value_capacity;
	struct coded_block *blocks;
	size_t block_count, block_capacity;
	uint8_t unit; /* log2 of what all addresses of rows are multiples of */
};

/* A change, of less than 2^23 either way, as a value. */
static inline uint32_t coded_change(int64_t change)
{
	return change < 0 ? (uint32_t)(-2 * change - 1)
			  : (uint32_t)(2 * change);
}

/* The greatest value. */
#define CODED_MAX \
	(((uint32_t)KSYM_LINES_VALUE_SMALL << KSYM_LINES_EXTRA_MAX) - 1)

/* Codes ROWS, which have their distances; RETURNS: they are of return
 * addresses only. coded_free and learnt_free after, also of an error. */
bool coded_make(const struct line_rows *rows, bool returns,
	struct line_calls *calls, struct learnt *learnt, struct coded *coded,
	struct failure *err);
void coded_free(struct coded *coded);

#endif
