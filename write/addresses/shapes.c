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
#include "addresses/shape_fit.h"
#include "array.h"
#include "numbers.h"

#define SHIFT_MAX KSYM_SHAPE_SHIFT_MAX

uint8_t shape_kind(const struct ksym_write_symbol *symbol)
{
	return (uint8_t)((symbol->type & KSYM_SHAPE_TYPE) |
			 (symbol->flags & 7) << KSYM_SHAPE_FLAGS);
}

static int compare_steps(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	if (x->kind != y->kind) {
		return (x->kind > y->kind) - (x->kind < y->kind);
	}
	if (x->last != y->last) {
		return x->last - y->last;
	}
	if (x->gap != y->gap) {
		return (x->gap > y->gap) - (x->gap < y->gap);
	}
	return (x->size > y->size) - (x->size < y->size);
}

static struct step step_of(
	const struct input *list, const uint32_t *distances, size_t i)
{
	const struct ksym_write_symbol *symbol = &list->symbols[i];
	const bool last = i + 1 == list->count || (i + 1) % KSYM_BLOCK == 0;

	return (struct step){
		.kind = shape_kind(symbol),
		.last = last,
		.gap = last ? (uint32_t)symbol->size
			    : distances[i + 1] - distances[i],
		.size = symbol->size < KSYM_SYMBOL_SIZE_MAX
				? symbol->size
				: KSYM_SYMBOL_SIZE_MAX,
		.weight = (uint32_t)i,
	};
}

bool steps_collect(const struct input *list, const uint32_t *distances,
	struct steps *steps, struct failure *err)
{
	uint32_t count = 0;

	steps->items = array_new(list->count, sizeof(*steps->items), err);
	steps->of = array_new(list->count, sizeof(*steps->of), err);
	if (steps->items == NULL || steps->of == NULL) {
		return false;
	}
	for (size_t i = 0; i < list->count; i++) {
		steps->items[i] = step_of(list, distances, i);
	}
	qsort(steps->items, list->count, sizeof(*steps->items), compare_steps);
	for (size_t i = 0; i < list->count; i++) {
		const uint32_t symbol = steps->items[i].weight;

		if (count == 0 || compare_steps(&steps->items[count - 1],
					  &steps->items[i]) != 0) {
			steps->items[count] = steps->items[i];
			steps->items[count++].weight = 0;
		}
		steps->items[count - 1].weight++;
		steps->of[symbol] = count - 1;
	}
	steps->count = count;
	steps->weight = (uint32_t)list->count;
	return true;
}

void steps_free(struct steps *steps)
{
	free(steps->items);
	free(steps->of);
	*steps = (struct steps){ 0 };
}

static uint8_t field_width(uint64_t value)
{
	return (uint8_t)number_width(value);
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

struct shape shape_for_all(
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

/* What CANDIDATE would save; with TAKE it is taken. */
static uint64_t apply(
	const struct steps *steps, const struct candidate *candidate, bool take)
{
	const struct shape shape = candidate->shape;
	const uint32_t width = shape_cost(&shape);
	struct extras extras;
	uint64_t saved = 0;

	for (uint32_t i = candidate->first; i < candidate->end; i++) {
		struct step *step = &steps->items[i];

		if (step->cost <= width || !kind_fits(&shape, step, &extras)) {
			continue;
		}
		saved += (uint64_t)(step->cost - width) * step->weight;
		if (take) {
			step->cost = (uint8_t)width;
		}
	}
	return saved;
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
		const uint64_t gain = apply(steps, top, false);

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

/* Takes the best candidates while they pay for a place in some page. */
static void take_best(const struct steps *steps, struct candidates *candidates,
	struct shape_set *set)
{
	while (set->count < POOL && find_best(steps, candidates) &&
		candidates->items[0].gain > 8 * KSYM_SHAPE_SIZE) {
		(void)apply(steps, candidates->items, true);
		set->shapes[set->count++] = candidates->items[0].shape;
	}
}

/* A shape for every step there is, whatever its kind. */
static struct shape shape_for_any(const struct steps *steps)
{
	uint64_t gaps = 0;

	for (uint32_t i = 0; i < steps->count; i++) {
		gaps |= steps->items[i].last ? 0 : steps->items[i].gap;
	}
	return (struct shape){ .kind = KSYM_SHAPE_ANY | KSYM_SHAPE_STATED,
		.x_width = field_width(gaps) };
}

static bool choose(
	struct steps *steps, struct shape_set *set, struct failure *err)
{
	struct candidates candidates = { 0 };
	uint32_t end;
	bool done = true;

	set->shapes[set->count++] = shape_for_any(steps);
	for (uint32_t first = 0; done && first < steps->count; first = end) {
		const struct shape all = shape_for_all(
			steps, first, end = steps_end_of_kind(steps, first));

		const bool fits = !shape_is_any(&all) &&
				  all.x_width <= KSYM_SHAPE_X_MAX &&
				  all.y_width <= KSYM_SHAPE_Y_MAX;

		if (fits) {
			set->shapes[set->count++] = all;
		}
		for (uint32_t i = first; i < end; i++) {
			steps->items[i].cost = (uint8_t)shape_cost(
				fits ? &all : &set->shapes[0]);
		}
		if (shape_is_any(&all)) {
			continue; /* of no type that there is */
		}
		done = candidates_propose(steps, first, end, &candidates, err);
	}
	for (uint32_t i = candidates.count / 2; done && i-- > 0;) {
		sink(&candidates, i);
	}
	if (done) {
		take_best(steps, &candidates, set);
	}
	free(candidates.items);
	return done;
}

bool shapes_choose(
	struct steps *steps, struct shape_set *set, struct failure *err)
{
	return choose(steps, set, err);
}
