/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/functions.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "lines/homes.h"
#include "lines/short_names.h"

#define UNKNOWN "?"

/* What makes a function given the same as another one. */
struct spot {
	const char *name;
	uint32_t file, line;
	uint32_t function;
};

static int compare_spots(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;
	const int order = strcmp(x->name, y->name);

	if (order != 0) {
		return order;
	}
	if (x->file != y->file) {
		return x->file < y->file ? -1 : 1;
	}
	return x->line < y->line ? -1 : x->line > y->line;
}

static const char *name_of(const struct ksym_write_function *function)
{
	if (function->name != NULL) {
		return function->name;
	}
	return function->linkage != NULL ? function->linkage : UNKNOWN;
}

/* Room for what becomes of names with arguments. */
static bool reserve_texts(const struct ksym_write_lines *given,
	struct line_functions *functions, struct failure *err)
{
	size_t size = 0;

	for (size_t i = 0; i < given->function_count; i++) {
		const char *name = name_of(&given->functions[i]);

		if (strchr(name, '<') != NULL) {
			size += strlen(name) + 1;
		}
	}
	functions->texts = array_new(size, 1, err);
	return functions->texts != NULL;
}

static void find_spots(const struct ksym_write_lines *given,
	const struct line_functions *functions, const uint32_t *homes,
	struct spot *spots)
{
	char *text = functions->texts;

	for (uint32_t i = 0; i < given->function_count; i++) {
		const char *name = name_of(&given->functions[i]);

		if (strchr(name, '<') != NULL) {
			const size_t size = short_name(name, text);

			name = text;
			text += size;
		}
		spots[i] = (struct spot){ name, homes[i],
			given->functions[i].line, i };
	}
}

static bool add(struct line_functions *functions, const char *name,
	uint32_t file, struct failure *err)
{
	struct line_function *items =
		array_grow(functions->items, &functions->capacity,
			functions->count + (size_t)1, sizeof(*items), err);

	if (items == NULL) {
		return false;
	}
	functions->items = items;
	items[functions->count++] = (struct line_function){
		.name = name, .file = file, .name_number = LINE_NONE
	};
	return true;
}

static bool merge(const struct ksym_write_lines *given,
	struct line_functions *functions, struct spot *spots,
	struct failure *err)
{
	const size_t count = given->function_count;

	qsort(spots, count, sizeof(*spots), compare_spots);
	for (size_t i = 0; i < count; i++) {
		const struct spot *spot = &spots[i];

		if ((i == 0 || compare_spots(spot - 1, spot) != 0) &&
			!add(functions, spot->name, spot->file, err)) {
			return false;
		}
		functions->of[spot->function] = functions->count - 1;
	}
	return true;
}

bool functions_collect(const struct ksym_write_lines *given,
	struct line_functions *functions, struct failure *err)
{
	const size_t count = given->function_count, files = given->file_count;
	struct spot *spots = array_new(count, sizeof(*spots), err);
	uint32_t *homes = array_new(count, sizeof(*homes), err);
	bool done;

	functions->of = array_new(count, sizeof(*functions->of), err);
	functions->elsewhere =
		array_new(files + 1, sizeof(*functions->elsewhere), err);
	done = spots != NULL && homes != NULL && functions->of != NULL &&
	       functions->elsewhere != NULL &&
	       reserve_texts(given, functions, err) &&
	       homes_find(given, homes, err);
	if (done) {
		memset(functions->elsewhere, 0xff,
			(files + 1) * sizeof(*functions->elsewhere));
		find_spots(given, functions, homes, spots);
		done = merge(given, functions, spots, err);
	}
	free(spots);
	free(homes);
	return done;
}

bool functions_elsewhere(struct line_functions *functions, uint32_t file,
	uint32_t *numberp, struct failure *err)
{
	if (functions->elsewhere[file] == LINE_NONE) {
		if (!add(functions, NULL, file, err)) {
			return false;
		}
		functions->elsewhere[file] = functions->count - 1;
	}
	*numberp = functions->elsewhere[file];
	return true;
}

void functions_free(struct line_functions *functions)
{
	free(functions->items);
	free(functions->of);
	free(functions->elsewhere);
	free(functions->texts);
	*functions = (struct line_functions){ 0 };
}
