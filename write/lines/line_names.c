/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/line_names.h"

#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "names/names.h"

#define UNKNOWN   "?"
#define FILES_MAX 0x10000u

static bool add(struct line_names *names, const char *name, struct failure *err)
{
	const char **items = array_grow((void *)names->items, &names->capacity,
		names->count + 1, sizeof(*items), err);

	if (items == NULL) {
		return false;
	}
	names->items = items;
	items[names->count++] = name;
	return true;
}

static void mark_used(const struct line_rows *rows, struct line_calls *calls)
{
	for (size_t i = 0; i < rows->count; i++) {
		if (rows->items[i].call != LINE_NONE) {
			calls->items[rows->items[i].call].used = true;
		}
	}
	for (uint32_t i = calls_count(calls); i-- > 0;) {
		const struct line_call *call = &calls->items[i];

		if (call->used && call->parent != LINE_NONE) {
			calls->items[call->parent].used = true;
			calls->functions.items[call->function].used = true;
		}
	}
}

/* Numbers files as they were given; those that are not needed have none. */
static bool number_files(const struct line_calls *calls, uint32_t *numbers,
	uint32_t *countp, struct failure *err)
{
	const size_t count = calls->given->file_count + 1;

	for (uint32_t i = 0; i < calls_count(calls); i++) {
		if (calls->items[i].used) {
			numbers[calls->items[i].file] = 1;
		}
	}
	*countp = 0;
	for (size_t i = 0; i < count; i++) {
		numbers[i] = numbers[i] > 0 ? (*countp)++ : LINE_NONE;
	}
	return *countp <= FILES_MAX ||
	       fail(err, KSYM_WRITE_LINES, .found = *countp,
		       .limit = FILES_MAX);
}

static void take_numbers(struct line_calls *calls, const uint32_t *numbers)
{
	for (uint32_t i = 0; i < calls_count(calls); i++) {
		calls->items[i].file = numbers[calls->items[i].file];
	}
	for (uint32_t i = 0; i < calls->functions.count; i++) {
		struct line_function *function = &calls->functions.items[i];

		function->file = numbers[function->file];
	}
}

static bool add_files(const struct line_calls *calls, const uint32_t *numbers,
	struct line_names *names, struct failure *err)
{
	const struct ksym_write_lines *given = calls->given;

	names->files_at = names->first + (uint32_t)names->count;
	for (size_t i = 0; i <= given->file_count; i++) {
		if (numbers[i] != LINE_NONE &&
			!add(names,
				i < given->file_count ? given->files[i]
						      : UNKNOWN,
				err)) {
			return false;
		}
	}
	return true;
}

/* A name that functions have, and what becomes its number. */
struct sought {
	const char *name;
	uint32_t number;
};

static int compare_sought(const void *a, const void *b)
{
	const struct sought *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Collects the names of functions, ascending, each once. */
static uint32_t collect(
	const struct line_functions *functions, struct sought *sought)
{
	uint32_t count = 0, kept = 0;

	for (uint32_t i = 0; i < functions->count; i++) {
		const struct line_function *function = &functions->items[i];

		if (function->used && function->name != NULL) {
			sought[count++] =
				(struct sought){ function->name, LINE_NONE };
		}
	}
	qsort(sought, count, sizeof(*sought), compare_sought);
	for (uint32_t i = 0; i < count; i++) {
		if (kept == 0 ||
			compare_sought(&sought[kept - 1], &sought[i]) != 0) {
			sought[kept++] = sought[i];
		}
	}
	return kept;
}

static struct sought *find(
	struct sought *sought, uint32_t count, const char *name)
{
	const struct sought key = { name, 0 };

	return count == 0 ? NULL
			  : bsearch(&key, sought, count, sizeof(*sought),
				    compare_sought);
}

/* Numbers names: the first symbol of that name, or else one behind symbols. */
static bool number_names(const struct input *list, struct sought *sought,
	uint32_t count, struct line_names *names, struct failure *err)
{
	for (uint32_t i = 0; i < list->count; i++) {
		struct sought *found =
			find(sought, count, list->symbols[i].name);

		if (found != NULL && found->number == LINE_NONE) {
			found->number = i;
		}
	}
	names->first = names_behind(list);
	for (uint32_t i = 0; i < count; i++) {
		if (sought[i].number == LINE_NONE) {
			sought[i].number =
				names->first + (uint32_t)names->count;
			if (!add(names, sought[i].name, err)) {
				return false;
			}
		}
	}
	return true;
}

static bool name_functions(const struct input *list,
	struct line_functions *functions, struct line_names *names,
	struct failure *err)
{
	struct sought *sought =
		array_new(functions->count, sizeof(*sought), err);
	uint32_t count;

	if (sought == NULL) {
		return false;
	}
	count = collect(functions, sought);
	if (!number_names(list, sought, count, names, err)) {
		free(sought);
		return false;
	}
	for (uint32_t i = 0; i < functions->count; i++) {
		struct line_function *function = &functions->items[i];

		if (function->used && function->name != NULL) {
			function->name_number =
				find(sought, count, function->name)->number;
		}
	}
	free(sought);
	return true;
}

bool line_names_find(const struct input *list, const struct line_rows *rows,
	struct line_calls *calls, struct line_names *names, struct failure *err)
{
	uint32_t *numbers =
		array_new(calls->given->file_count + 1, sizeof(*numbers), err);
	bool done = numbers != NULL;

	if (done) {
		mark_used(rows, calls);
		done = number_files(calls, numbers, &names->file_count, err) &&
		       name_functions(list, &calls->functions, names, err) &&
		       add_files(calls, numbers, names, err);
	}
	if (done) {
		take_numbers(calls, numbers);
	}
	free(numbers);
	return done;
}

void line_names_free(struct line_names *names)
{
	free((void *)names->items);
	*names = (struct line_names){ 0 };
}
