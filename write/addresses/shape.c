/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What one shape can say. */
#include "addresses/shape.h"

#include <ksym_format.h>

uint8_t shape_kind(const struct ksym_write_symbol *symbol)
{
	return (uint8_t)((symbol->type & KSYM_SHAPE_TYPE) |
			 (symbol->flags & 7) << KSYM_SHAPE_FLAGS);
}

uint64_t shape_gap(const struct input *list, size_t i)
{
	const struct ksym_write_symbol *symbol = &list->symbols[i];

	return i + 1 < list->count ? symbol[1].addr - symbol->addr
				   : symbol->size;
}

static bool field_fits(
	uint64_t value, uint16_t base, uint8_t width, uint64_t *p)
{
	*p = value - base;
	return width == 64 || (value >= base && *p >> width == 0);
}

bool shape_fits(const struct shape *shape, uint64_t gap, uint64_t size,
	uint64_t *xp, uint64_t *yp)
{
	const uint64_t low = ((uint64_t)1 << shape->shift) - 1;

	if ((gap & low) != 0 || !field_fits(gap >> shape->shift,
					shape->gap_base, shape->x_width, xp)) {
		return false;
	}
	if ((shape->kind & KSYM_SHAPE_STATED) == 0) {
		return field_fits(
			gap - size, shape->size_base, shape->y_width, yp);
	}
	return (size & low) == 0 &&
	       field_fits(size >> shape->shift, shape->size_base,
		       shape->y_width, yp);
}
