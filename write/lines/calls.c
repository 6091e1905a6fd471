/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/calls.h"

#include <ksym_format.h>
#include <stdlib.h>

#include "array.h"

/* The number of CALL, which is added if it is not there. */
static bool add(struct line_calls *calls, struct key key,
	const struct line_call *call, uint32_t *numberp, struct failure *err)
{
	const uint32_t count = calls_count(calls);
	struct line_call *items = array_grow(calls->items, &calls->capacity,
		count + (size_t)1, sizeof(*items), err);

	if (items == NULL) {
		return false;
	}
	calls->items = items;
	if (!keys_add(&calls->keys, key, numberp, err)) {
		return false;
	}
	if (*numberp == count) {
		items[count] = *call;
		items[count].edge = LINE_NONE;
		if (call->parent == LINE_NONE) {
			items[count].root = count;
		}
	}
	return true;
}

bool calls_outermost(struct line_calls *calls, uint32_t file, uint32_t of,
	uint32_t *numberp, struct failure *err)
{
	const struct line_call call = { .parent = LINE_NONE,
		.function = LINE_NONE,
		.file = file,
		.line = of,
		.depth = 1 };

	return add(calls, (struct key){ LINE_NONE, file, of }, &call, numberp,
		err);
}

bool calls_inlined(struct line_calls *calls, uint32_t parent, uint32_t function,
	uint32_t line, uint32_t *numberp, struct failure *err)
{
	const struct line_call *into = &calls->items[parent];
	const struct line_call call = { .parent = parent,
		.root = into->root,
		.function = function,
		.file = calls->functions.items[function].file,
		.line = line,
		.depth = (uint8_t)(into->depth + 1) };

	return add(calls, (struct key){ parent, function, line }, &call,
		numberp, err);
}

bool calls_in_file(struct line_calls *calls, uint32_t file, uint32_t *numberp,
	struct failure *err)
{
	uint32_t function;

	if (file == calls->items[*numberp].file) {
		return true;
	}
	return functions_elsewhere(&calls->functions, file, &function, err) &&
	       calls_inlined(calls, *numberp, function, 0, numberp, err);
}

/* Places rows of the call given that has number I. */
static bool place(struct line_calls *calls, uint32_t i, struct failure *err)
{
	const struct ksym_write_call *call = &calls->given->calls[i];
	const uint32_t function = calls->functions.of[call->function];
	const uint32_t line = line_number(call->line);
	struct line_position *to = &calls->of[i];
	uint32_t file = line_file(calls->given, call->file);
	uint32_t depth;

	if (call->parent == KSYM_WRITE_NONE) {
		return calls_outermost(calls,
			calls->functions.items[function].file, i, &to->call,
			err);
	}
	*to = calls->of[call->parent];
	if (to->is_cut) {
		return true;
	}
	/* Of an unknown line the file does not matter. */
	file = line > 0 ? file : calls->items[to->call].file;
	depth = calls->items[to->call].depth + 1u +
		(file != calls->items[to->call].file);
	if (depth > KSYM_LINES_NODES) {
		to->is_cut = true;
		to->file = file;
		to->line = line;
		return true;
	}
	return calls_in_file(calls, file, &to->call, err) &&
	       calls_inlined(calls, to->call, function, line, &to->call, err);
}

bool calls_collect(const struct ksym_write_lines *given,
	struct line_calls *calls, struct failure *err)
{
	bool done;

	calls->given = given;
	calls->of = array_new(given->call_count, sizeof(*calls->of), err);
	done = calls->of != NULL &&
	       functions_collect(given, &calls->functions, err);
	for (uint32_t i = 0; done && i < given->call_count; i++) {
		done = place(calls, i, err);
	}
	return done;
}

void calls_free(struct line_calls *calls)
{
	functions_free(&calls->functions);
	free(calls->items);
	keys_free(&calls->keys);
	free(calls->of);
	*calls = (struct line_calls){ 0 };
}
