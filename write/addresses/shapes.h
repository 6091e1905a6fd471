/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Shapes: addresses, sizes, types and flags. */
#ifndef KSYM_WRITE_SHAPES_H
#define KSYM_WRITE_SHAPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check.h"
#include "failure.h"

#define SHAPES_MAX 256

struct shape {
	uint8_t kind; /* the first byte: type, flags, whether size is stated */
	uint8_t x_width, y_width;
	uint8_t shift;
	uint16_t gap_base, size_base;
};

struct shape_set {
	struct shape shapes[SHAPES_MAX];
	uint32_t count;
};

/* Whether SHAPE can say GAP and SIZE, and by which x and y. */
bool shape_fits(const struct shape *shape, uint64_t gap, uint64_t size,
	uint64_t *xp, uint64_t *yp);
/* The cheapest shape for a symbol; -1: none. */
int shape_best(
	const struct shape_set *set, uint8_t kind, uint64_t gap, uint64_t size);
/* The distance from symbol I to the next; for the last, its size. */
uint64_t shape_gap(const struct input *list, size_t i);
/* The shape's first byte for SYMBOL, but for KSYM_SHAPE_STATED. */
uint8_t shape_kind(const struct ksym_write_symbol *symbol);
bool shapes_choose(
	const struct input *list, struct shape_set *set, struct failure *err);

#endif
