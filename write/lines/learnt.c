/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/learnt.h"

#include <stdlib.h>

#include "array.h"
#include "numbers.h"

bool learn_call(struct learnt *learnt, struct line_calls *calls, uint32_t call,
	struct failure *err)
{
	struct line_call *item = &calls->items[call];
	const struct key key = { calls->items[item->parent].function,
		item->line, item->function };

	if (item->edge == LINE_NONE &&
		!keys_add(&learnt->edges, key, &item->edge, err)) {
		return false;
	}
	learnt->edges.items[item->edge].uses++;
	return true;
}

bool learn_line(struct learnt *learnt, uint32_t function, uint32_t line,
	struct failure *err)
{
	return keys_count(
		&learnt->bases, (struct key){ function, line, 0 }, 1, err);
}

/* The base is the line that is met most, or else that of the first call. */
static bool find_bases(const struct learnt *learnt,
	struct line_functions *functions, struct failure *err)
{
	uint32_t *most = array_new(functions->count, sizeof(*most), err);

	if (most == NULL) {
		return false;
	}
	for (uint32_t i = 0; i < learnt->bases.count; i++) {
		const struct counted_key *base = &learnt->bases.items[i];

		if (base->uses > most[base->key.a]) {
			most[base->key.a] = base->uses;
			functions->items[base->key.a].base = base->key.b;
		}
	}
	for (uint32_t i = 0; i < learnt->edges.count; i++) {
		const struct key key = learnt->edges.items[i].key;

		if (most[key.a] == 0) {
			most[key.a] = 1;
			functions->items[key.a].base = key.b;
		}
	}
	free(most);
	return true;
}

/* An edge, to be sorted. */
struct ranked {
	struct counted_key edge;
	uint32_t number;
};

static int compare_numbers(uint32_t x, uint32_t y)
{
	return x < y ? -1 : x > y;
}

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int order = compare_numbers(x->edge.key.a, y->edge.key.a);

	if (order == 0) {
		order = compare_numbers(y->edge.uses, x->edge.uses);
	}
	if (order == 0) {
		order = compare_numbers(x->edge.key.b, y->edge.key.b);
	}
	return order != 0 ? order
			  : compare_numbers(x->edge.key.c, y->edge.key.c);
}

static void take_ranks(struct learnt *learnt, const struct ranked *ranked,
	struct line_functions *functions)
{
	for (uint32_t i = 0; i < learnt->edges.count; i++) {
		struct line_function *function =
			&functions->items[ranked[i].edge.key.a];

		if (function->call_count == 0) {
			function->first_call = i;
		}
		learnt->calls[i] = ranked[i].number;
		learnt->ranks[ranked[i].number] = function->call_count++;
	}
}

static bool rank_calls(struct learnt *learnt, struct line_functions *functions,
	struct failure *err)
{
	const uint32_t count = learnt->edges.count;
	struct ranked *ranked = array_new(count, sizeof(*ranked), err);

	learnt->calls = array_new(count, sizeof(*learnt->calls), err);
	learnt->ranks = array_new(count, sizeof(*learnt->ranks), err);
	if (ranked == NULL || learnt->calls == NULL || learnt->ranks == NULL) {
		free(ranked);
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		ranked[i] = (struct ranked){ learnt->edges.items[i], i };
	}
	qsort(ranked, count, sizeof(*ranked), compare_ranked);
	take_ranks(learnt, ranked, functions);
	free(ranked);
	return true;
}

/* A function, to be sorted. */
struct numbered {
	uint32_t class, file, base, function;
};

/* By use, of two classes an octave. */
static uint32_t class_of(const struct line_function *function)
{
	const unsigned width = number_width(function->entered);

	return width < 2 ? width
			 : 2 * width + (function->entered >> (width - 2) & 1);
}

static int compare_numbered(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;
	int order = compare_numbers(y->class, x->class);

	if (order == 0) {
		order = compare_numbers(x->file, y->file);
	}
	if (order == 0) {
		order = compare_numbers(x->base, y->base);
	}
	return order != 0 ? order : compare_numbers(x->function, y->function);
}

static bool number_functions(struct learnt *learnt,
	struct line_functions *functions, struct failure *err)
{
	struct numbered *numbered =
		array_new(functions->count, sizeof(*numbered), err);
	uint32_t count = 0;

	learnt->functions =
		array_new(functions->count, sizeof(*learnt->functions), err);
	if (numbered == NULL || learnt->functions == NULL) {
		free(numbered);
		return false;
	}
	for (uint32_t i = 0; i < functions->count; i++) {
		const struct line_function *function = &functions->items[i];

		if (function->used) {
			numbered[count++] =
				(struct numbered){ class_of(function),
					function->file, function->base, i };
		}
	}
	qsort(numbered, count, sizeof(*numbered), compare_numbered);
	for (uint32_t i = 0; i < count; i++) {
		learnt->functions[i] = numbered[i].function;
		functions->items[numbered[i].function].number = i;
	}
	learnt->function_count = count;
	free(numbered);
	return true;
}

bool learnt_finish(struct learnt *learnt, struct line_functions *functions,
	struct failure *err)
{
	return find_bases(learnt, functions, err) &&
	       rank_calls(learnt, functions, err) &&
	       number_functions(learnt, functions, err);
}

void learnt_free(struct learnt *learnt)
{
	keys_free(&learnt->edges);
	keys_free(&learnt->bases);
	free(learnt->calls);
	free(learnt->ranks);
	free(learnt->functions);
	*learnt = (struct learnt){ 0 };
}
