/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A row's look is the shape that leaves least of it to be said. Looks that many
 * rows have become shapes; of others, with lengths or lines left open, those
 * that many have. How many is many is tried.
 */
#include "lines/line_shapes.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "numbers.h"

#define LENGTH_MAX UINT8_MAX
#define CHANGE_MIN (-126)
#define CHANGE_MAX 125
#define SAID       KSYM_LINES_LINE_SAID

#define FIRST_SHAPES 1000u /* that the first choice has at most */
#define LEAST_MAX    4096u /* uses; by then tables have become larger again */
#define WORSE_MAX    3     /* choices that may be worse than those before */
#define SHAPES_MAX   960u

/* Each context may have a code of its own, of all symbols, and where the last
 * one begins is said in 2 bytes. */
_Static_assert(
	KSYM_LINES_OF_OWN *(KSYM_LINES_CODE_ROOM + 2 * SHAPES_MAX) +
			(KSYM_LINES_CONTEXTS - KSYM_LINES_OF_OWN) *
				(KSYM_LINES_CODE_ROOM +
					KSYM_LINES_VALUE_STEPS *
						(KSYM_LINES_EXTRA_MAX + 2)) <=
		UINT16_MAX,
	"all codes can be told");

/* The looks, and tallies of what may serve for those that are no shapes. */
struct tallies {
	struct keys looks;
	struct keys parts; /* with a length or a line left open */
	struct keys rests; /* with both */
};

uint32_t value_symbol(uint32_t value, uint32_t *widthp)
{
	const unsigned width = number_width(value / KSYM_LINES_VALUE_STEPS);

	*widthp = width > 0 ? width - 1 : 0;
	return KSYM_LINES_VALUE_STEPS * *widthp + (value >> *widthp);
}

/* Adds a value. */
static void say(struct coded_value *out, uint32_t *countp, uint32_t context,
	uint32_t value)
{
	out[(*countp)++] = (struct coded_value){ context, value };
}

uint32_t shape_values(const struct coded *coded, const struct coded_row *row,
	struct key shape, struct coded_value out[ROW_VALUES_MAX])
{
	const struct coded_value *values = coded->values + row->values;
	uint32_t count = 0;

	if (shape_go(shape) == KSYM_LINES_GO_SAID) {
		say(out, &count, KSYM_LINES_OF_GO, row->go);
		say(out, &count, KSYM_LINES_OF_ENTERED, row->entered);
	}
	for (uint32_t i = 0; i < row->value_count; i++) {
		if (values[i].context != KSYM_LINES_OF_RANK ||
			(shape_entered(shape) & KSYM_LINES_RANKED) == 0) {
			out[count++] = values[i];
		}
	}
	if (shape.b == SAID && row->go != KSYM_LINES_GO_GAP) {
		say(out, &count,
			row->is_own ? KSYM_LINES_OF_OWN
				    : KSYM_LINES_OF_INLINED + row->kind,
			coded_change(row->line));
	}
	if (shape.c == 0) {
		say(out, &count, KSYM_LINES_OF_LENGTH + row->kind,
			row->length - 1);
	}
	return count;
}

static struct key look_of(const struct coded_row *row)
{
	const uint32_t ranked =
		row->is_ranked && row->entered > 0 ? KSYM_LINES_RANKED : 0;
	int32_t line = SAID;

	if (row->turns_back) {
		line = KSYM_LINES_LINE_BACK;
	} else if (row->line >= CHANGE_MIN && row->line <= CHANGE_MAX) {
		line = row->line;
	}
	return shape_key(row->go, row->entered | ranked, line,
		row->length <= LENGTH_MAX ? row->length : 0);
}

/* The shapes that serve for a look, the best one first. */
#define WAYS 7
static void find_ways(struct key look, struct key ways[WAYS])
{
	const uint32_t go = shape_go(look), entered = shape_entered(look);
	const uint32_t plain = entered % KSYM_LINES_RANKED;
	const int32_t line = (int32_t)look.b;

	ways[0] = look;
	ways[1] = shape_key(go, entered, line, 0);
	ways[2] = shape_key(go, entered, SAID, look.c);
	ways[3] = shape_key(go, entered, SAID, 0);
	ways[4] = shape_key(go, plain, line, look.c);
	ways[5] = shape_key(go, plain, SAID, 0);
	ways[6] = shape_key(KSYM_LINES_GO_SAID, 0, SAID, 0);
}

static bool find_looks(
	struct coded *coded, struct keys *looks, struct failure *err)
{
	for (size_t i = 0; i < coded->row_count; i++) {
		struct coded_row *row = &coded->rows[i];

		if (!keys_add(looks, look_of(row), &row->look, err)) {
			return false;
		}
		looks->items[row->look].uses++;
	}
	return true;
}

/* Counts what may serve for looks of fewer than LEAST uses. */
static bool count_ways(
	struct tallies *tallies, uint32_t least, struct failure *err)
{
	const struct keys *looks = &tallies->looks;
	struct key ways[WAYS];

	for (uint32_t i = 0; i < looks->count; i++) {
		const uint32_t uses = looks->items[i].uses;

		find_ways(looks->items[i].key, ways);
		if (uses < least &&
			(!keys_count(&tallies->parts, ways[1], uses, err) ||
				!keys_count(
					&tallies->parts, ways[2], uses, err))) {
			return false;
		}
	}
	for (uint32_t i = 0; i < looks->count; i++) {
		const uint32_t uses = looks->items[i].uses;

		find_ways(looks->items[i].key, ways);
		if (uses < least &&
			keys_uses(&tallies->parts, ways[1]) < least &&
			keys_uses(&tallies->parts, ways[2]) < least &&
			(!keys_count(&tallies->rests, ways[5], uses, err) ||
				!keys_count(
					&tallies->rests, ways[3], uses, err))) {
			return false;
		}
	}
	return true;
}

/* Takes as shapes what is used so often. */
static bool take_shapes(struct keys *shapes, const struct keys *from,
	uint32_t least, struct failure *err)
{
	for (uint32_t i = 0; i < from->count; i++) {
		uint32_t number;

		if (from->items[i].uses >= least &&
			!keys_add(shapes, from->items[i].key, &number, err)) {
			return false;
		}
	}
	return true;
}

/* Finds the shapes of at least so many uses. */
static bool find_shapes(struct tallies *tallies, uint32_t least,
	struct keys *shapes, struct failure *err)
{
	const struct key any = shape_key(KSYM_LINES_GO_SAID, 0, SAID, 0);
	uint32_t number;
	const bool done = keys_add(shapes, any, &number, err) &&
			  count_ways(tallies, least, err) &&
			  take_shapes(shapes, &tallies->looks, least, err) &&
			  take_shapes(shapes, &tallies->parts, least, err) &&
			  take_shapes(shapes, &tallies->rests, least, err);

	keys_free(&tallies->parts);
	keys_free(&tallies->rests);
	return done;
}

/* Finds the shape of each look. */
static bool serve_looks(
	const struct keys *looks, struct shapes *shapes, struct failure *err)
{
	struct key ways[WAYS];

	shapes->of = array_new(looks->count, sizeof(*shapes->of), err);
	for (uint32_t i = 0; shapes->of != NULL && i < looks->count; i++) {
		uint32_t way = 0;

		find_ways(looks->items[i].key, ways);
		do {
			shapes->of[i] = keys_find(&shapes->keys, ways[way++]);
		} while (shapes->of[i] == KEYS_NONE);
	}
	return shapes->of != NULL;
}

/* Counts the symbols of all contexts, and the bits that values say besides. */
static void count_symbols(const struct coded *coded, struct shapes *shapes)
{
	struct contexts *codes = &shapes->codes;
	struct coded_value values[ROW_VALUES_MAX];

	for (size_t i = 0; i < coded->row_count; i++) {
		const struct coded_row *row = &coded->rows[i];
		const uint32_t shape = shapes->of[row->look];
		const uint32_t count = shape_values(
			coded, row, shapes->keys.items[shape].key, values);

		contexts_uses(codes, row->context)[shape]++;
		for (uint32_t k = 0; k < count; k++) {
			uint32_t width;
			const uint32_t symbol =
				value_symbol(values[k].value, &width);

			contexts_uses(codes, values[k].context)[symbol]++;
			codes->bits += width;
		}
	}
}

/* The choice of shapes of at least so many uses; *FITSP: it can be written. */
static bool try_least(const struct coded *coded, struct tallies *tallies,
	uint32_t least, struct shapes *shapes, bool *fitsp, struct failure *err)
{
	uint32_t symbols;

	*fitsp = false;
	if (!find_shapes(tallies, least, &shapes->keys, err)) {
		return false;
	}
	if (shapes->keys.count > SHAPES_MAX) {
		return true;
	}
	symbols = shapes->keys.count > UINT8_MAX ? shapes->keys.count
						 : UINT8_MAX + 1;
	if (!serve_looks(&tallies->looks, shapes, err) ||
		!contexts_init(&shapes->codes, symbols, err)) {
		return false;
	}
	shapes->codes.bits =
		8 * KSYM_LINES_SHAPE_SIZE * (uint64_t)shapes->keys.count;
	count_symbols(coded, shapes);
	*fitsp = true;
	return contexts_share(&shapes->codes, err);
}

/* So many uses that no more than FIRST_SHAPES looks have as many. */
static uint32_t first_least(const struct keys *looks)
{
	uint32_t least = 2, count;

	do {
		least += least / 4 + 1;
		count = 0;
		for (uint32_t i = 0; i < looks->count; i++) {
			count += looks->items[i].uses >= least;
		}
	} while (count > FIRST_SHAPES);
	return least;
}

static bool choose(const struct coded *coded, struct team *team,
	struct tallies *tallies, struct shapes *best, struct failure *err)
{
	uint32_t worse = 0, trials = 0, least = first_least(&tallies->looks);
	bool found = false;

	for (; !found || (least <= LEAST_MAX && worse <= WORSE_MAX);
		least += least / 2 + 1) {
		struct shapes shapes = { 0 };
		bool fits;

		team_stage(
			team, trials++ < SHAPES_TRIALS ? coded->row_count : 0);
		if (!try_least(coded, tallies, least, &shapes, &fits, err)) {
			line_shapes_free(&shapes);
			return false;
		}
		if (fits && (!found || shapes.codes.bits < best->codes.bits)) {
			line_shapes_free(best);
			*best = shapes;
			found = true;
		} else {
			worse += fits;
			line_shapes_free(&shapes);
		}
	}
	return true;
}

bool line_shapes_choose(struct coded *coded, struct team *team,
	struct shapes *shapes, struct failure *err)
{
	struct tallies tallies = { 0 };
	const bool done = find_looks(coded, &tallies.looks, err) &&
			  choose(coded, team, &tallies, shapes, err);

	keys_free(&tallies.looks);
	return done;
}

void line_shapes_free(struct shapes *shapes)
{
	keys_free(&shapes->keys);
	free(shapes->of);
	contexts_free(&shapes->codes);
	*shapes = (struct shapes){ 0 };
}
