/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Proposes shapes for the steps of one kind: those that leave one of size and
 * padding constant and give the gap a window, and those that give both a width.
 */
#include "addresses/candidates.h"

#include <ksym_format.h>
#include <stdlib.h>

#include "array.h"
#include "numbers.h"

#define SHIFTS        5
#define VALUES        1024u /* sizes and paddings below can be constant */
#define WINDOW_WIDTHS 21
#define GAP_WIDTHS    21
#define SIZE_WIDTHS   21
#define PARTS         4 /* windows begin at quarters of their width */

/* The steps of one kind; those of a column have one shift and one constant. */
struct column {
	const struct steps *steps;
	struct candidates *candidates;
	uint32_t first, end;
	uint64_t least_gain;
	bool stated;
	unsigned shift;
	uint16_t base;    /* the constant, as a shape states it */
	uint32_t *places; /* of its steps, ascending */
	uint64_t *sums;   /* of their weights: one more */
	uint32_t count;
};

static bool propose(struct column *column, const struct candidate *candidate,
	struct failure *err)
{
	struct candidates *candidates = column->candidates;
	struct candidate *items;

	if (candidate->gain < column->least_gain) {
		return true;
	}
	items = array_grow(candidates->items, &candidates->capacity,
		candidates->count + (size_t)1, sizeof(*items), err);
	if (items == NULL) {
		return false;
	}
	candidates->items = items;
	candidates->items[candidates->count] = *candidate;
	candidates->items[candidates->count].number = candidates->count;
	candidates->count++;
	return true;
}

static uint8_t column_kind(const struct column *column)
{
	return column->steps->items[column->first].kind |
	       (column->stated ? KSYM_SHAPE_STATED : 0);
}

static uint64_t gap_at(const struct column *column, uint32_t i)
{
	return column->steps->items[column->places[i]].gap >> column->shift;
}

/* Proposes a window of 1 << WIDTH gaps at each quarter that begins with a step.
 */
static bool propose_windows(
	struct column *column, unsigned width, struct failure *err)
{
	const struct step *items = column->steps->items;
	const uint32_t cost = items[column->first].cost;
	const uint64_t quarter = width > 2 ? ((uint64_t)1 << width) / PARTS : 1;
	uint64_t part = UINT64_MAX;
	uint32_t end = 0;

	for (uint32_t i = 0; width < cost && i < column->count; i++) {
		const uint64_t gap = gap_at(column, i);
		struct candidate candidate = {
			.shape = { .kind = column_kind(column),
				.x_width = (uint8_t)width,
				.shift = (uint8_t)column->shift,
				.gap_base = (uint16_t)gap,
				.size_base = column->base },
		};

		if (gap > KSYM_SHAPE_BASE_MAX) {
			break;
		}
		if (gap / quarter == part) {
			continue;
		}
		part = gap / quarter;
		while (end < column->count &&
			gap_at(column, end) - gap < (uint64_t)1 << width) {
			end++;
		}
		candidate.first = column->places[i];
		candidate.end = column->places[end - 1] + 1;
		candidate.gain =
			(column->sums[end] - column->sums[i]) * (cost - width);
		if (!propose(column, &candidate, err)) {
			return false;
		}
	}
	return true;
}

/* The step's padding or size; UINT64_MAX: neither can be said. */
static uint64_t field_of(const struct column *column, const struct step *step)
{
	const uint64_t low = ((uint64_t)1 << column->shift) - 1;

	if ((step->gap & low) != 0) {
		return UINT64_MAX;
	}
	if (!column->stated) {
		return step->size <= step->gap ? step->gap - step->size
					       : UINT64_MAX;
	}
	return (step->size & low) == 0 ? step->size >> column->shift
				       : UINT64_MAX;
}

/* Fills the column with the steps whose field is BASE, and proposes for them. */
static bool propose_constant(
	struct column *column, uint16_t base, struct failure *err)
{
	column->base = base;
	column->count = 0;
	for (uint32_t i = column->first; i < column->end; i++) {
		const struct step *step = &column->steps->items[i];

		if (field_of(column, step) == base) {
			column->places[column->count] = i;
			column->sums[column->count + 1] =
				column->sums[column->count] + step->weight;
			column->count++;
		}
	}
	for (unsigned width = 0; width < WINDOW_WIDTHS; width++) {
		if (!propose_windows(column, width, err)) {
			return false;
		}
	}
	return true;
}

/* Proposes for every constant that is common enough. */
static bool propose_constants(struct column *column, struct failure *err)
{
	const struct step *items = column->steps->items;
	uint32_t weights[VALUES] = { 0 };

	for (uint32_t i = column->first; i < column->end; i++) {
		const uint64_t field = field_of(column, &items[i]);

		if (field < VALUES) {
			weights[field] += items[i].weight;
		}
	}
	for (uint32_t base = 0; base < VALUES; base++) {
		if ((uint64_t)weights[base] * items[column->first].cost >=
				column->least_gain &&
			!propose_constant(column, (uint16_t)base, err)) {
			return false;
		}
	}
	return true;
}

/* Proposes every pair of widths that is narrower than what there is. */
static bool propose_widths(struct column *column, struct failure *err)
{
	const struct step *items = column->steps->items;
	uint64_t weights[GAP_WIDTHS][SIZE_WIDTHS] = { { 0 } };

	for (uint32_t i = column->first; i < column->end; i++) {
		const uint64_t field = field_of(column, &items[i]);
		const unsigned gap =
			number_width(items[i].gap >> column->shift);
		const unsigned size = number_width(field);

		for (unsigned x = gap; size < SIZE_WIDTHS && x < GAP_WIDTHS;
			x++) {
			weights[x][size] += items[i].weight;
		}
	}
	for (unsigned x = 0; x < GAP_WIDTHS; x++) {
		uint64_t weight = weights[x][0];

		for (unsigned y = 1; y < SIZE_WIDTHS; y++) {
			const uint32_t cost = items[column->first].cost;
			struct candidate candidate = {
				.shape = { .kind = column_kind(column),
					.x_width = (uint8_t)x,
					.y_width = (uint8_t)y,
					.shift = (uint8_t)column->shift },
				.first = column->first,
				.end = column->end,
			};

			weight += weights[x][y];
			candidate.gain =
				x + y < cost ? weight * (cost - x - y) : 0;
			if (!propose(column, &candidate, err)) {
				return false;
			}
		}
	}
	return true;
}

bool candidates_propose(const struct steps *steps, uint32_t first, uint32_t end,
	struct candidates *candidates, struct failure *err)
{
	struct column column = { .steps = steps,
		.candidates = candidates,
		.first = first,
		.end = end,
		.least_gain = KSYM_SHAPE_SIZE * 8 + steps->weight / 64 };
	bool done;

	column.places = array_new(end - first, sizeof(*column.places), err);
	column.sums = array_new(end - first + 1, sizeof(*column.sums), err);
	done = column.places != NULL && column.sums != NULL;
	for (unsigned i = 0; done && i < 2 * SHIFTS; i++) {
		column.stated = i >= SHIFTS;
		column.shift = i % SHIFTS;
		done = propose_constants(&column, err) &&
		       propose_widths(&column, err);
	}
	free(column.places);
	free(column.sums);
	return done;
}
