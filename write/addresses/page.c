/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "addresses/page.h"

#include <ksym_format.h>

#include "addresses/shape_fit.h"
#include "numbers.h"

int page_best(
	const struct page *page, const struct step *step, struct extras *extras)
{
	uint32_t least = UINT32_MAX;
	struct extras own;
	int best = -1;

	for (uint32_t i = 0; i < page->count; i++) {
		const struct shape *shape = &page->shapes[i];

		if (shape_cost(shape) < least &&
			shape_fits(shape, step, &own)) {
			least = shape_cost(shape);
			best = (int)i;
			*extras = own;
		}
	}
	return best;
}

/* What the steps of a shape have in common. */
struct bounds {
	uint64_t least_x, most_x, least_y, most_y;
};

static void fit_field(
	uint64_t least, uint64_t most, uint16_t *basep, uint8_t *widthp)
{
	const uint64_t base =
		least < KSYM_SHAPE_BASE_MAX ? least : KSYM_SHAPE_BASE_MAX;

	*basep = (uint16_t)base;
	*widthp = (uint8_t)number_width(most - base);
}

static void widen(uint64_t value, uint64_t *leastp, uint64_t *mostp)
{
	*leastp = value < *leastp ? value : *leastp;
	*mostp = value > *mostp ? value : *mostp;
}

/* Finds what the needs want of each shape of a page. */
static void find_bounds(const struct page *page, const struct steps *steps,
	const struct need *needs, uint32_t count,
	struct bounds bounds[KSYM_PAGE])
{
	for (uint32_t i = 0; i < KSYM_PAGE; i++) {
		bounds[i] = (struct bounds){ UINT64_MAX, 0, UINT64_MAX, 0 };
	}
	for (uint32_t i = 0; i < count; i++) {
		const struct step *step = &steps->items[needs[i].step];
		struct extras extras;
		const int best = page_best(page, step, &extras);
		const struct shape *shape = &page->shapes[best];
		struct bounds *b = &bounds[best];

		if (!step->last || !(shape->kind & KSYM_SHAPE_STATED)) {
			widen(shape->gap_base + extras.x, &b->least_x,
				&b->most_x);
		}
		widen(shape->size_base + extras.y, &b->least_y, &b->most_y);
	}
}

static bool page_fits(const struct page *page, const struct steps *steps,
	const struct need *needs, uint32_t count)
{
	struct extras extras;

	for (uint32_t i = 0; i < count; i++) {
		if (page_best(page, &steps->items[needs[i].step], &extras) <
			0) {
			return false;
		}
	}
	return true;
}

void page_narrow(struct page *page, const struct steps *steps,
	const struct need *needs, uint32_t count)
{
	struct bounds bounds[KSYM_PAGE];
	struct page narrow = { .count = 0 };

	find_bounds(page, steps, needs, count, bounds);
	for (uint32_t i = 0; i < page->count; i++) {
		const struct bounds *b = &bounds[i];
		struct shape shape = page->shapes[i];

		if (b->least_y > b->most_y) {
			continue; /* unused */
		}
		fit_field(b->least_x > b->most_x ? 0 : b->least_x, b->most_x,
			&shape.gap_base, &shape.x_width);
		if (!shape_is_any(&shape)) {
			fit_field(b->least_y, b->most_y, &shape.size_base,
				&shape.y_width);
		}
		narrow.shapes[narrow.count++] = shape;
	}
	if (page_fits(&narrow, steps, needs, count)) {
		*page = narrow;
	}
}
