/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/homes.h"

#include <stdlib.h>

#include "array.h"
#include "lines/functions.h"
#include "lines/keys.h"

/* Counts a line of FUNCTION that is in FILE. */
static bool count_line(struct keys *files, uint32_t function, uint32_t file,
	uint32_t line, struct failure *err)
{
	return line == 0 || file == KSYM_WRITE_NONE ||
	       keys_count(files, (struct key){ function, file, 0 }, 1, err);
}

static bool count_lines(const struct ksym_write_lines *given,
	struct keys *files, struct failure *err)
{
	for (size_t i = 0; i < given->row_count; i++) {
		const struct ksym_write_row *row = &given->rows[i];

		if (row->call != KSYM_WRITE_NONE &&
			!count_line(files, given->calls[row->call].function,
				row->file, row->line, err)) {
			return false;
		}
	}
	for (size_t i = 0; i < given->call_count; i++) {
		const struct ksym_write_call *call = &given->calls[i];

		if (call->parent != KSYM_WRITE_NONE &&
			!count_line(files, given->calls[call->parent].function,
				call->file, call->line, err)) {
			return false;
		}
	}
	return true;
}

/* The first of those that are met most often. */
static void choose(const struct keys *files, uint32_t *homes, uint32_t *most)
{
	for (uint32_t i = 0; i < files->count; i++) {
		const struct key key = files->items[i].key;

		if (files->items[i].uses > most[key.a]) {
			most[key.a] = files->items[i].uses;
			homes[key.a] = key.b;
		}
	}
}

bool homes_find(const struct ksym_write_lines *given, uint32_t *homes,
	struct failure *err)
{
	uint32_t *most = array_new(given->function_count, sizeof(*most), err);
	struct keys files = { 0 };
	const bool done = most != NULL && count_lines(given, &files, err);

	for (size_t i = 0; i < given->function_count; i++) {
		homes[i] = line_file(given, given->functions[i].file);
	}
	if (done) {
		choose(&files, homes, most);
	}
	keys_free(&files);
	free(most);
	return done;
}
