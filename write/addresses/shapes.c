/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Chooses the shapes. Symbols that are alike in kind, gap and size make one
 * step. Each kind first gets a shape that can say all of its steps; then the
 * candidate that saves most is taken, and again, until the next would not pay.
 */
#include "addresses/shapes.h"

#include <ksym_format.h>
#include <stdlib.h>

#include "addresses/candidates.h"
#include "array.h"
#include "numbers.h"

#define SHIFT_MAX 31

static int compare_steps(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	if (x->kind != y->kind) {
		return (x->kind > y->kind) - (x->kind < y->kind);
	}
	if (x->gap != y->gap) {
		return (x->gap > y->gap) - (x->gap < y->gap);
	}
	return (x->size > y->size) - (x->size < y->size);
}

static bool collect_steps(
	const struct input *list, struct steps *steps, struct failure *err)
{
	uint32_t count = 0;

	steps->items = array_new(list->count, sizeof(*steps->items), err);
	if (steps->items == NULL) {
		return false;
	}
	for (size_t i = 0; i < list->count; i++) {
		steps->items[i] = (struct step){
			.kind = shape_kind(&list->symbols[i]),
			.gap = shape_gap(list, i),
			.size = list->symbols[i].size,
			.weight = 1,
		};
	}
	qsort(steps->items, list->count, sizeof(*steps->items), compare_steps);
	for (size_t i = 0; i < list->count; i++) {
		if (count > 0 && compare_steps(&steps->items[count - 1],
					 &steps->items[i]) == 0) {
			steps->items[count - 1].weight++;
		} else {
			steps->items[count++] = steps->items[i];
		}
	}
	steps->count = count;
	steps->weight = (uint32_t)list->count;
	return true;
}

static uint8_t field_width(uint64_t value)
{
	const unsigned width = number_width(value);

	return (uint8_t)(width > 32 ? 64 : width);
}

/* The zero bits that all of the bits in ANY end with, as far as shifts go. */
static uint8_t common_shift(uint64_t any)
{
	uint8_t shift = 0;

	while (shift < SHIFT_MAX && (any >> shift & 1) == 0) {
		shift++;
	}
	return shift;
}

/* The narrowest shape for all of the steps from FIRST to END, of one kind. */
static struct shape catch_all(
	const struct steps *steps, uint32_t first, uint32_t end)
{
	uint64_t gaps = 0, sizes = 0, pads = 0;
	struct shape stated = { .kind = steps->items[first].kind |
					KSYM_SHAPE_STATED };
	struct shape padded = { .kind = steps->items[first].kind };

	for (uint32_t i = first; i < end; i++) {
		gaps |= steps->items[i].gap;
		sizes |= steps->items[i].size;
		pads |= steps->items[i].gap - steps->items[i].size;
	}
	stated.shift = common_shift(gaps | sizes);
	stated.x_width = field_width(gaps >> stated.shift);
	stated.y_width = field_width(sizes >> stated.shift);
	padded.shift = common_shift(gaps);
	padded.x_width = field_width(gaps >> padded.shift);
	padded.y_width = field_width(pads);
	return padded.x_width + padded.y_width < stated.x_width + stated.y_width
		       ? padded
		       : stated;
}

uint32_t steps_end_of_kind(const struct steps *steps, uint32_t first)
{
	uint32_t end = first;

	while (end < steps->count &&
		steps->items[end].kind == steps->items[first].kind) {
		end++;
	}
	return end;
}

/* The bits that SHAPE would save on each symbol of STEP. */
static uint32_t step_saving(const struct step *step, const struct shape *shape)
{
	const uint32_t width = shape->x_width + shape->y_width;
	uint64_t x, y;

	return step->cost > width &&
			       shape_fits(shape, step->gap, step->size, &x, &y)
		       ? step->cost - width
		       : 0;
}

/* The bits that CANDIDATE would save on all. */
static uint64_t saving(
	const struct steps *steps, const struct candidate *candidate)
{
	uint64_t saved = 0;

	for (uint32_t i = candidate->first; i < candidate->end; i++) {
		const struct step *step = &steps->items[i];

		saved += (uint64_t)step->weight *
			 step_saving(step, &candidate->shape);
	}
	return saved;
}

/* Adds CANDIDATE's shape; the steps cost what they then do. */
static void take(const struct steps *steps, const struct candidate *candidate,
	struct shape_set *set)
{
	for (uint32_t i = candidate->first; i < candidate->end; i++) {
		struct step *step = &steps->items[i];

		step->cost -= step_saving(step, &candidate->shape);
	}
	set->shapes[set->count++] = candidate->shape;
}

static bool precedes(const struct candidate *a, const struct candidate *b)
{
	return a->gain != b->gain ? a->gain > b->gain : a->number < b->number;
}

/* Restores the heap of candidates below place I. */
static void sink(struct candidates *candidates, uint32_t i)
{
	struct candidate *items = candidates->items;
	const struct candidate moving = items[i];

	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child >= candidates->count) {
			break;
		}
		if (child + 1 < candidates->count &&
			precedes(&items[child + 1], &items[child])) {
			child++;
		}
		if (!precedes(&items[child], &moving)) {
			break;
		}
		items[i] = items[child];
		i = child;
	}
	items[i] = moving;
}

/*
 * Brings the candidate that saves most to the top. What one saves only falls as
 * others are taken, so an old figure that is beaten need not be brought up to
 * date.
 */
static bool find_best(const struct steps *steps, struct candidates *candidates)
{
	struct candidate *top = candidates->items;

	while (candidates->count > 0) {
		const uint64_t gain = saving(steps, top);

		if (gain == top->gain) {
			return true;
		}
		top->gain = gain;
		if (gain == 0) {
			*top = candidates->items[--candidates->count];
		}
		sink(candidates, 0);
	}
	return false;
}

static bool is_power_of_two(uint32_t count)
{
	return (count & (count - 1)) == 0;
}

/* The bits of the places up to the next power of two; some are there anyway. */
static uint64_t price_of_more(uint32_t count)
{
	return is_power_of_two(count) ? (uint64_t)8 * KSYM_SHAPE_SIZE * count
				      : 0;
}

/*
 * Takes the best candidates while they pay for themselves: a table has as many
 * places as a power of two.
 */
static void take_best(const struct steps *steps, struct candidates *candidates,
	struct shape_set *set)
{
	uint32_t kept = set->count;
	uint64_t saved = 0;

	while (set->count < SHAPES_MAX && find_best(steps, candidates)) {
		saved += candidates->items[0].gain;
		take(steps, candidates->items, set);
		if (is_power_of_two(set->count)) {
			if (saved <= price_of_more(kept)) {
				break;
			}
			kept = set->count;
			saved = 0;
		}
	}
	if (saved <= price_of_more(kept)) {
		set->count = kept;
	}
}

/* What the steps of a shape have in common. */
struct bounds {
	uint64_t least_gap, most_gap, least_size, most_size;
};

static void widen(struct bounds *bounds, uint64_t gap, uint64_t size)
{
	bounds->least_gap = gap < bounds->least_gap ? gap : bounds->least_gap;
	bounds->most_gap = gap > bounds->most_gap ? gap : bounds->most_gap;
	bounds->least_size =
		size < bounds->least_size ? size : bounds->least_size;
	bounds->most_size = size > bounds->most_size ? size : bounds->most_size;
}

static void fit_field(
	uint64_t least, uint64_t most, uint16_t *basep, uint8_t *widthp)
{
	*basep = (uint16_t)(least < UINT16_MAX ? least : UINT16_MAX);
	*widthp = field_width(most - *basep);
}

/* Makes each shape as narrow as the steps that it serves allow. */
static void tighten(const struct steps *steps, struct shape_set *set)
{
	struct bounds bounds[SHAPES_MAX];

	for (uint32_t i = 0; i < set->count; i++) {
		bounds[i] = (struct bounds){ .least_gap = UINT64_MAX,
			.least_size = UINT64_MAX };
	}
	for (uint32_t i = 0; i < steps->count; i++) {
		const struct step *step = &steps->items[i];
		const int best =
			shape_best(set, step->kind, step->gap, step->size);
		const struct shape *shape = &set->shapes[best];

		widen(&bounds[best], step->gap >> shape->shift,
			shape->kind & KSYM_SHAPE_STATED
				? step->size >> shape->shift
				: step->gap - step->size);
	}
	for (uint32_t i = 0; i < set->count; i++) {
		const struct bounds *b = &bounds[i];
		struct shape *shape = &set->shapes[i];

		if (b->least_gap <= b->most_gap) {
			fit_field(b->least_gap, b->most_gap, &shape->gap_base,
				&shape->x_width);
			fit_field(b->least_size, b->most_size,
				&shape->size_base, &shape->y_width);
		}
	}
}

static bool choose(
	struct steps *steps, struct shape_set *set, struct failure *err)
{
	struct candidates candidates = { 0 };
	uint32_t end;
	bool done = true;

	for (uint32_t first = 0; done && first < steps->count; first = end) {
		const struct shape all = catch_all(
			steps, first, end = steps_end_of_kind(steps, first));

		set->shapes[set->count++] = all;
		for (uint32_t i = first; i < end; i++) {
			steps->items[i].cost = all.x_width + all.y_width;
		}
		done = candidates_propose(steps, first, end, &candidates, err);
	}
	for (uint32_t i = candidates.count / 2; done && i-- > 0;) {
		sink(&candidates, i);
	}
	if (done) {
		take_best(steps, &candidates, set);
		tighten(steps, set);
		tighten(steps, set);
	}
	free(candidates.items);
	return done;
}

bool shapes_choose(
	const struct input *list, struct shape_set *set, struct failure *err)
{
	struct steps steps = { 0 };
	const bool done =
		collect_steps(list, &steps, err) && choose(&steps, set, err);

	free(steps.items);
	return done;
}

int shape_best(
	const struct shape_set *set, uint8_t kind, uint64_t gap, uint64_t size)
{
	unsigned least = 2 * 64 + 1;
	int best = -1;

	for (uint32_t i = 0; i < set->count; i++) {
		const struct shape *shape = &set->shapes[i];
		const unsigned width = shape->x_width + shape->y_width;
		uint64_t x, y;

		if ((shape->kind & ~KSYM_SHAPE_STATED) == kind &&
			width < least && shape_fits(shape, gap, size, &x, &y)) {
			best = (int)i;
			least = width;
		}
	}
	return best;
}
