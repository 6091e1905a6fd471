/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What one shape can say. Inline, as it is asked of every shape and step. */
#ifndef KSYM_WRITE_SHAPE_FIT_H
#define KSYM_WRITE_SHAPE_FIT_H

#include <ksym_format.h>
#include <stdbool.h>
#include <stdint.h>

#include "addresses/shapes.h"

/* Whether base + *P, with *P of that many bits, is VALUE. */
static inline bool field_fits(
	uint64_t value, uint16_t base, uint8_t width, uint64_t *p)
{
	*p = value - base;
	return value >= base && (width >= 64 || *p >> width == 0);
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
	return gap <= UINT32_MAX &&
	       (shape->y_width >= 64 || pad >> shape->y_width == 0) &&
	       field_fits(gap >> shape->shift, shape->gap_base, shape->x_width,
		       &extras->x);
}

/* Whether SHAPE can say STEP, and by which x and y. */
static inline bool shape_fits(const struct shape *shape,
	const struct step *step, struct extras *extras)
{
	const uint64_t low = ((uint64_t)1 << shape->shift) - 1;
	const uint8_t kind = shape->kind & (uint8_t)~KSYM_SHAPE_STATED;

	if (shape_is_any(shape)) {
		extras->x = step->last ? 0 : step->gap;
		extras->y = step->size;
		if (!step->last) {
			return field_fits(step->gap, shape->gap_base,
				shape->x_width, &extras->x);
		}
		return true;
	}
	if (kind != step->kind || step->size > UINT32_MAX) {
		return false;
	}
	if (step->last) {
		return last_fits(shape, step->size, low, extras);
	}
	if ((step->gap & low) != 0 ||
		!field_fits(step->gap >> shape->shift, shape->gap_base,
			shape->x_width, &extras->x)) {
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

#endif
