/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What one shape can say. Inline, as it is asked of every shape and step. */
#ifndef KSYM_WRITE_SHAPE_FIT_H
#define KSYM_WRITE_SHAPE_FIT_H

#include <ksym_format.h>
#include <stdbool.h>
#include <stdint.h>

#include "addresses/shapes.h"

/* Whether base + *P, with *P of that many bits, fewer than 64, is VALUE. What
 * is below the base wraps around, and does not fit. */
static inline bool field_fits(
	uint64_t value, uint16_t base, uint8_t width, uint64_t *p)
{
	*p = value - base;
	return *p >> width == 0;
}

/*
 * The same of a step whose gap does not count, at the end of a half: one is
 * chosen by which the size comes out.
 */
static inline bool last_fits(const struct shape *shape, uint64_t size,
	uint64_t low, struct extras *extras)
{
	const uint64_t pad = -(size + shape->size_base) & low;
	const uint64_t gap = size + shape->size_base + pad;

	if (shape->kind & KSYM_SHAPE_STATED) {
		extras->x = 0;
		return (size & low) == 0 &&
		       field_fits(size >> shape->shift, shape->size_base,
			       shape->y_width, &extras->y);
	}
	extras->y = pad;
	return gap <= UINT32_MAX && pad >> shape->y_width == 0 &&
	       field_fits(gap >> shape->shift, shape->gap_base, shape->x_width,
		       &extras->x);
}

/* The same as shape_fits, of a shape and a step of one kind. */
static inline bool kind_fits(const struct shape *shape, const struct step *step,
	struct extras *extras)
{
	const uint64_t low = ((uint64_t)1 << shape->shift) - 1;

	if (step->last) {
		return step->size <= UINT32_MAX &&
		       last_fits(shape, step->size, low, extras);
	}
	if (!field_fits(step->gap >> shape->shift, shape->gap_base,
		    shape->x_width, &extras->x) ||
		(step->gap & low) != 0 || step->size > UINT32_MAX) {
		return false;
	}
	if ((shape->kind & KSYM_SHAPE_STATED) == 0) {
		return step->size <= step->gap &&
		       field_fits(step->gap - step->size, shape->size_base,
			       shape->y_width, &extras->y);
	}
	return (step->size & low) == 0 &&
	       field_fits(step->size >> shape->shift, shape->size_base,
		       shape->y_width, &extras->y);
}

/* Whether SHAPE can say STEP, and by which x and y. */
static inline bool shape_fits(const struct shape *shape,
	const struct step *step, struct extras *extras)
{
	if (!shape_is_any(shape)) {
		return (shape->kind & (uint8_t)~KSYM_SHAPE_STATED) ==
			       step->kind &&
		       kind_fits(shape, step, extras);
	}
	extras->x = step->last ? 0 : step->gap;
	extras->y = step->size;
	return step->last || field_fits(step->gap, shape->gap_base,
				     shape->x_width, &extras->x);
}

#endif
