/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "reading.h"

#include <stdlib.h>
#include <string.h>

#include "core/array.h"

/* Old numbers by new ones, and new by old: 1 + number, or 0. */
struct renumbering {
	uint32_t *old;
	uint32_t *new;
	size_t count;
};

/* What is taken into the result, in the order of its use. */
struct finish {
	struct reading *reading;
	struct lines *lines;
	struct error *err;
	struct renumbering calls, paths;
	size_t row_capacity;
	uint32_t *functions;      /* 1 + new number by old one, or 0 */
	struct interner distinct; /* functions, as struct lines_function */
	struct interner paths_of_calls; /* calls, as struct lines_call */
};

static bool renumbering_make(
	struct renumbering *renumbering, size_t count, struct error *err)
{
	renumbering->old = malloc((count + 1) * sizeof(*renumbering->old));
	renumbering->new = calloc(count + 1, sizeof(*renumbering->new));
	return (renumbering->old != NULL && renumbering->new != NULL) ||
	       fail(err, "out of memory");
}

static void renumbering_free(struct renumbering *renumbering)
{
	free(renumbering->old);
	free(renumbering->new);
}

/* The new number of OLD, which LINES_NONE keeps. */
static uint32_t renumber(struct renumbering *renumbering, uint32_t old)
{
	if (old == LINES_NONE) {
		return old;
	}
	if (renumbering->new[old] == 0) {
		renumbering->old[renumbering->count] = old;
		renumbering->new[old] = (uint32_t)++renumbering->count;
	}
	return renumbering->new[old] - 1;
}

/* A call that a row has is kept, and so is all that it is inlined into. */
static void keep_call(struct finish *finish, uint32_t call)
{
	while (call != LINES_NONE && finish->calls.new[call] == 0) {
		finish->calls.new[call] = 1;
		call = finish->reading->calls[call].parent;
	}
}

static bool is_same(const struct lines_row *a, const struct lines_row *b)
{
	return a->call == b->call && a->file == b->file && a->line == b->line;
}

static bool append_row(struct finish *finish, const struct lines_row *row)
{
	struct lines *lines = finish->lines;
	struct lines_row *rows;

	/* Where a run begins at the end of another there is no gap. */
	if (lines->row_count > 0 &&
		lines->rows[lines->row_count - 1].addr == row->addr) {
		lines->row_count--;
	}
	if (lines->row_count > 0 &&
		is_same(&lines->rows[lines->row_count - 1], row)) {
		return true;
	}
	rows = array_room(lines->rows, lines->row_count + 1,
		&finish->row_capacity, sizeof(*rows), finish->err);
	if (rows == NULL) {
		return false;
	}
	lines->rows = rows;
	rows[lines->row_count++] = *row;
	return true;
}

/* Appends RUN's rows from the address FROM on, and a gap behind them. */
static bool append_run(
	struct finish *finish, const struct run *run, uint64_t from)
{
	const struct lines_row *rows = finish->reading->rows + run->first;
	const struct lines_row gap = { run->end, LINES_NONE, LINES_NONE, 0 };

	for (size_t i = 0; i < run->count; i++) {
		const uint64_t end =
			i + 1 < run->count ? rows[i + 1].addr : run->end;
		struct lines_row row = rows[i];

		if (end <= from) {
			continue;
		}
		row.addr = row.addr < from ? from : row.addr;
		keep_call(finish, row.call);
		row.file = renumber(&finish->paths, row.file);
		if (!append_row(finish, &row)) {
			return false;
		}
	}
	return append_row(finish, &gap);
}

/* By address; of one address by rank, then in the order of the units. */
static int compare_runs(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	if (x->begin != y->begin) {
		return x->begin < y->begin ? -1 : 1;
	}
	if (x->rank != y->rank) {
		return x->rank > y->rank ? -1 : 1;
	}
	return x->first < y->first ? -1 : x->first > y->first;
}

/*
 * Ends runs that reach into one that begins with a function of its own: behind
 * code that a linker relaxed an assembler's end of it is too far away.
 */
static void end_at_named(struct run *runs, size_t count)
{
	for (size_t i = 0; i + 1 < count; i++) {
		const struct run *next = &runs[i + 1];

		if (next->rank == RANK_NAMED && next->begin > runs[i].begin &&
			next->begin < runs[i].end && next->end >= runs[i].end) {
			runs[i].end = next->begin;
		}
	}
}

/* Of runs at one address, copies that were merged, the first holds. */
static bool take_rows(struct finish *finish)
{
	struct reading *reading = finish->reading;
	uint64_t end = 0;

	if (reading->run_count > 0) {
		qsort(reading->runs, reading->run_count, sizeof(*reading->runs),
			compare_runs);
	}
	end_at_named(reading->runs, reading->run_count);
	for (size_t i = 0; i < reading->run_count; i++) {
		const struct run *run = &reading->runs[i];

		if (run->end <= end) {
			continue;
		}
		if (!append_run(
			    finish, run, run->begin > end ? run->begin : end)) {
			return false;
		}
		end = run->end;
	}
	return true;
}

/* The text of that number, or NULL. */
static const char *text_of(const struct reading *reading, uint32_t number)
{
	return number != LINES_NONE ? reading->texts.items[number].text : NULL;
}

/* The name within the scopes of its declaration. */
static bool full_name(struct finish *finish, const struct function_facts *facts,
	uint32_t *namep)
{
	struct reading *reading = finish->reading;
	uint32_t scope;

	*namep = facts->name;
	return facts->name == LINES_NONE ||
	       !address_map_get(
		       &reading->scopes_by_entry, facts->declaration, &scope) ||
	       scope_name(reading, scope, facts->name, namep, finish->err);
}

/* The number among the distinct functions of the one that is OLD. */
static bool renumber_function(
	struct finish *finish, uint32_t old, uint32_t *newp)
{
	const struct function_facts *facts = &finish->reading->functions[old];
	uint32_t key[4] = { 0, facts->linkage, 0, facts->function.line };

	if (finish->functions[old] == 0) {
		key[2] = renumber(&finish->paths, facts->function.file);
		if (!full_name(finish, facts, &key[0]) ||
			!intern(&finish->distinct, key, sizeof(key), newp,
				finish->err)) {
			return false;
		}
		finish->functions[old] = *newp + 1;
	}
	*newp = finish->functions[old] - 1;
	return true;
}

/* The number of a call that is kept, once for all that are the same. */
static bool renumber_call(struct finish *finish, size_t old)
{
	const struct lines_call *call = &finish->reading->calls[old];
	uint32_t *numbers = finish->calls.new;
	uint32_t key[4] = { call->parent, call->function, 0, call->line };
	uint32_t number;

	if (call->parent != LINES_NONE) {
		key[0] = numbers[call->parent] - 1;
	}
	key[2] = renumber(&finish->paths, call->file);
	if (!renumber_function(finish, call->function, &key[1]) ||
		!intern(&finish->paths_of_calls, key, sizeof(key), &number,
			finish->err)) {
		return false;
	}
	numbers[old] = number + 1;
	return true;
}

/* Calls come after what they are inlined into, as in the file. */
static bool number_calls(struct finish *finish)
{
	for (size_t i = 0; i < finish->reading->call_count; i++) {
		if (finish->calls.new[i] != 0 && !renumber_call(finish, i)) {
			return false;
		}
	}
	return true;
}

/* Gives rows their calls' numbers; those of the same calls become one. */
static void number_rows(struct finish *finish)
{
	struct lines *lines = finish->lines;
	size_t count = 0;

	for (size_t i = 0; i < lines->row_count; i++) {
		struct lines_row row = lines->rows[i];

		row.call = renumber(&finish->calls, row.call);
		if (count == 0 || !is_same(&lines->rows[count - 1], &row)) {
			lines->rows[count++] = row;
		}
	}
	lines->row_count = count;
}

static bool take_calls(struct finish *finish)
{
	const struct interner *distinct = &finish->paths_of_calls;
	struct lines *lines = finish->lines;

	if (!number_calls(finish)) {
		return false;
	}
	number_rows(finish);
	lines->calls = malloc((distinct->count + 1) * sizeof(*lines->calls));
	if (lines->calls == NULL) {
		return fail(finish->err, "out of memory");
	}
	for (size_t i = 0; i < distinct->count; i++) {
		uint32_t key[4];

		memcpy(key, distinct->items[i].text, sizeof(key));
		lines->calls[i] = (struct lines_call){
			.parent = key[0],
			.function = key[1],
			.file = key[2],
			.line = key[3],
		};
	}
	lines->call_count = distinct->count;
	return true;
}

static bool take_functions(struct finish *finish)
{
	const struct reading *reading = finish->reading;
	struct lines *lines = finish->lines;
	const size_t count = finish->distinct.count;

	lines->functions = malloc((count + 1) * sizeof(*lines->functions));
	if (lines->functions == NULL) {
		return fail(finish->err, "out of memory");
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t key[4];

		memcpy(key, finish->distinct.items[i].text, sizeof(key));
		lines->functions[i] = (struct lines_function){
			.name = text_of(reading, key[0]),
			.linkage = text_of(reading, key[1]),
			.file = key[2],
			.line = key[3],
		};
	}
	lines->function_count = count;
	return true;
}

static bool make_functions(struct finish *finish)
{
	finish->functions = calloc(finish->reading->function_count + 1,
		sizeof(*finish->functions));
	return finish->functions != NULL || fail(finish->err, "out of memory");
}

static bool take_all(struct finish *finish)
{
	const struct reading *reading = finish->reading;

	return renumbering_make(
		       &finish->calls, reading->call_count, finish->err) &&
	       renumbering_make(
		       &finish->paths, reading->paths.count, finish->err) &&
	       make_functions(finish) && take_rows(finish) &&
	       take_calls(finish) && take_functions(finish);
}

bool lines_finish(struct reading *reading, const char *strip_prefix,
	struct lines *lines, struct error *err)
{
	struct finish finish = {
		.reading = reading, .lines = lines, .err = err
	};
	const bool ok = take_all(&finish) &&
			files_take(reading, finish.paths.old,
				finish.paths.count, strip_prefix, lines, err);

	renumbering_free(&finish.calls);
	renumbering_free(&finish.paths);
	free(finish.functions);
	interner_free(&finish.distinct);
	interner_free(&finish.paths_of_calls);
	return ok;
}
