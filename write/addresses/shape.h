/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* One shape, and what it can say. */
#ifndef KSYM_WRITE_SHAPE_H
#define KSYM_WRITE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check.h"

struct shape {
	uint8_t kind; /* the first byte: type, flags, whether size is stated */
	uint8_t x_width, y_width;
	uint8_t shift;
	uint16_t gap_base, size_base;
};

/* Whether SHAPE can say GAP and SIZE, and by which x and y. */
bool shape_fits(const struct shape *shape, uint64_t gap, uint64_t size,
	uint64_t *xp, uint64_t *yp);
/* The distance from symbol I to the next; for the last, its size. */
uint64_t shape_gap(const struct input *list, size_t i);
/* The shape's first byte for SYMBOL, but for KSYM_SHAPE_STATED. */
uint8_t shape_kind(const struct ksym_write_symbol *symbol);

#endif
