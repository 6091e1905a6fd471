/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Shapes: what rows have in common; and how the rest of them is said. */
#ifndef KSYM_WRITE_LINE_SHAPES_H
#define KSYM_WRITE_LINE_SHAPES_H

#include "lines/coded.h"
#include "lines/contexts.h"
#include "lines/keys.h"
#include "team.h"

/* A shape as a key: go and entered, line, length. */
static inline struct key shape_key(
	uint32_t go, uint32_t entered, int32_t line, uint32_t length)
{
	return (struct key){ go << 8 | entered, (uint32_t)line, length };
}

static inline uint32_t shape_go(struct key shape)
{
	return shape.a >> 8;
}

static inline uint32_t shape_entered(struct key shape)
{
	return shape.a & UINT8_MAX;
}

/* Values that a row has at most. */
#define ROW_VALUES_MAX (2 * KSYM_LINES_NODES)

/* What the stream says of ROW besides its shape, in this order; returns how
 * many values. */
uint32_t shape_values(const struct coded *coded, const struct coded_row *row,
	struct key shape, struct coded_value out[ROW_VALUES_MAX]);
/* The symbol of a value, and the width of what is said besides. */
uint32_t value_symbol(uint32_t value, uint32_t *widthp);

/* A choice of shapes, and the codes for it. */
struct shapes {
	struct keys keys;      /* the shapes, by number */
	uint32_t *of;          /* by look of rows: the shape that serves */
	struct contexts codes; /* and what all takes */
};

/* Choices that are tried, or more. */
#define SHAPES_TRIALS 6u

/* Sets the looks of rows, and chooses shapes; line_shapes_free after, also of
 * an error. */
bool line_shapes_choose(struct coded *coded, struct team *team,
	struct shapes *shapes, struct failure *err);
void line_shapes_free(struct shapes *shapes);

#endif
