/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Steps from symbol to symbol, and shapes: what symbols have in common. */
#ifndef KSYM_WRITE_SHAPES_H
#define KSYM_WRITE_SHAPES_H

#include <ksym_format.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check.h"
#include "failure.h"

/* Symbols of one kind, with one gap to the next symbol and one size. */
struct step {
	uint64_t size;
	uint32_t gap;
	uint32_t weight; /* how many symbols */
	uint8_t kind;    /* as shape_kind says */
	bool last;       /* of a block: the gap does not count */
	uint8_t cost;    /* bits of x and y with the best shape so far */
};

/* Sorted by kind, whether last, gap and size. */
struct steps {
	struct step *items;
	uint32_t count;
	uint32_t weight;
	uint32_t *of; /* by symbol: its step */
};

/* As FORMAT.md, "Shapes", has it. */
struct shape {
	uint8_t kind; /* type, flags, whether the size is stated */
	uint8_t x_width, y_width;
	uint8_t shift;
	uint16_t gap_base, size_base;
};

/* Whether the kind is not the shape's, but said with each symbol. */
static inline bool shape_is_any(const struct shape *shape)
{
	return (shape->kind & KSYM_SHAPE_TYPE) == KSYM_SHAPE_ANY;
}

/* The bits that a symbol of the shape takes. */
static inline uint32_t shape_cost(const struct shape *shape)
{
	return shape->x_width + shape->y_width +
	       (shape_is_any(shape) ? KSYM_SHAPE_ANY_BITS : 0u);
}

/* The shapes that pages are made of; number 0 fits every step. */
#define POOL 256

struct shape_set {
	struct shape shapes[POOL];
	uint32_t count;
};

/* What a shape does not say of its symbol. */
struct extras {
	uint64_t x, y;
};

/* DISTANCES are by symbol; steps_free after, also of an error. */
bool steps_collect(const struct input *list, const uint32_t *distances,
	struct steps *steps, struct failure *err);
void steps_free(struct steps *steps);

/* The type and flags of SYMBOL, as the first byte of a shape has them. */
uint8_t shape_kind(const struct ksym_write_symbol *symbol);
/* The narrowest shape of a kind for all of the steps from FIRST to END. */
struct shape shape_for_all(
	const struct steps *steps, uint32_t first, uint32_t end);
/* Chooses the shapes of SET, which is empty; changes the costs of STEPS. */
bool shapes_choose(
	struct steps *steps, struct shape_set *set, struct failure *err);

#endif
