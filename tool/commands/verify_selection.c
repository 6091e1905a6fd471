/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "verify_selection.h"

#include <stdlib.h>
#include <string.h>

#include "select.h"

/* A map that is not named cannot be read again. */
static bool check_sources(const struct options *options,
	const struct input *input, const struct origin *origin,
	struct error *err)
{
	const bool from_map = (origin->selected & KSYM_SELECTED_MAP) != 0;

	if (options->selection.map != NULL || (input->is_elf && !from_map)) {
		return true;
	}
	return input->is_elf
		       ? fail(err,
				 "%s: the table was made from a map, expected --map to check it against",
				 options->path)
		       : fail(err,
				 "%s: not an ELF, expected one, or --map to check it against",
				 options->path);
}

/* The options, and where they say nothing, the table. */
static struct selection selection_of(
	const struct options *options, const struct origin *origin)
{
	struct selection selection = options->selection;

	if (!options_given(options, OPTION_SELECT)) {
		selection.functions_only =
			(origin->selected & KSYM_SELECTED_FUNCTIONS) != 0;
	}
	if (!options_given(options, OPTION_NAMES)) {
		selection.mangled =
			(origin->selected & KSYM_SELECTED_DEMANGLED) == 0;
	}
	if ((origin->selected & KSYM_SELECTED_QUALIFIED) != 0) {
		selection.qualify = true;
	}
	if (selection.max_name == 0) {
		selection.max_name = origin->max_name;
	}
	selection.globals_only =
		(origin->selected & KSYM_SELECTED_GLOBALS) != 0;
	return selection;
}

/* By what says which symbol it is: the rest may be wrong in a table. */
static int compare_places(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->addr != y->addr ? (x->addr > y->addr) - (x->addr < y->addr)
				  : strcmp(x->name, y->name);
}

/* Leaves in LIST the symbols that HELD has too, in the order of places. */
static void keep_held(struct symbol_list *list, const struct symbol_list *held)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count && held->count > 0; i++) {
		const struct symbol *symbol = &list->symbols[i];

		if (bsearch(symbol, held->symbols, held->count, sizeof(*symbol),
			    compare_places) != NULL) {
			list->symbols[kept++] = *symbol;
		}
	}
	list->count = kept;
}

/* Who knows the filter? A symbol that the table has not is not expected. */
static bool filter_as(
	const struct table *table, struct symbol_list *list, struct error *err)
{
	struct symbol_list held = { 0 };
	bool done = true;

	for (size_t i = 0; done && i < table->format->count(table); i++) {
		struct symbol symbol;

		table->format->get(table, i, &symbol);
		done = symbol_list_add(&held, &symbol, err);
	}
	if (done && held.count > 0) {
		qsort(held.symbols, held.count, sizeof(*held.symbols),
			compare_places);
	}
	keep_held(list, &held);
	symbol_list_free(&held);
	return done;
}

/* A table that stores no types and flags is not held against them. */
static void forget_kinds(struct symbol_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		list->symbols[i].type = 0;
		list->symbols[i].flags = 0;
	}
}

bool verify_select(const struct options *options, const struct input *input,
	struct symbol_list *expected, bool *filteredp, struct error *err)
{
	const struct table *table = &input->table;
	struct selection selection = options->selection;
	struct origin origin;

	*filteredp = false;
	if (table_origin(table, &origin)) {
		selection = selection_of(options, &origin);
		*filteredp = (origin.selected & KSYM_SELECTED_FILTERED) != 0 &&
			     selection.include == NULL &&
			     selection.exclude == NULL;
	}
	if (!check_sources(options, input, &origin, err) ||
		!select_and_say(input->is_elf ? &input->file : NULL, &selection,
			expected, err) ||
		(*filteredp && !filter_as(table, expected, err))) {
		return false;
	}
	if (!table->format->typed) {
		forget_kinds(expected);
	}
	return true;
}
