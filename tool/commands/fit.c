/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fit.h"

#include <ksym.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbols/naming.h"
#include "options.h"
#include "progress.h"

struct fitting {
	const struct table_format *format;
	struct table_target target; /* the table is to say what it leaves out */
	uint64_t room;
};

static bool encode(const struct fitting *fitting,
	const struct symbol_list *list, struct buffer *table, struct error *err)
{
	free(table->data);
	*table = (struct buffer){ 0 };
	return fitting->format->encode(list, &fitting->target, table, err);
}

/* Drops the symbols that are not to KEEP; returns how many. */
static size_t drop(
	struct symbol_list *list, bool (*keep)(const struct symbol *symbol))
{
	const size_t before = list->count;
	size_t kept = 0;

	for (size_t i = 0; i < before; i++) {
		if (keep(&list->symbols[i])) {
			list->symbols[kept++] = list->symbols[i];
		}
	}
	list->count = kept;
	return before - kept;
}

static size_t longest_name(const struct symbol_list *list)
{
	size_t longest = 0;

	for (size_t i = 0; i < list->count; i++) {
		const size_t length = strlen(list->symbols[i].name);

		longest = length > longest ? length : longest;
	}
	return longest;
}

/* The same symbols with names of at most MAX bytes: COUNTP were longer. */
static bool cut_names(const struct symbol_list *list, size_t max,
	struct symbol_list *cut, size_t *countp, struct error *err)
{
	*countp = 0;
	for (size_t i = 0; i < list->count; i++) {
		struct symbol symbol = list->symbols[i];
		const size_t length = name_length(symbol.name, max);

		/* No name is NAME@FILE any more: local symbols are gone. */
		if (symbol.name[length] != '\0') {
			symbol.name =
				symbol_list_name(cut, symbol.name, length);
			++*countp;
		}
		if (symbol.name == NULL) {
			return fail(err, "out of memory");
		}
		if (!symbol_list_append(cut, &symbol, err)) {
			return false;
		}
	}
	symbol_list_sort(cut);
	return true;
}

/* A table with cut names, and the list that it holds. */
struct attempt {
	struct symbol_list list;
	struct buffer table;
	size_t max, count;
};

static void attempt_free(struct attempt *attempt)
{
	symbol_list_free(&attempt->list);
	free(attempt->table.data);
	*attempt = (struct attempt){ 0 };
}

/* Makes the attempt with MAX bytes and keeps it as BEST where it fits. */
static bool try_cut(struct fitting *fitting, const struct symbol_list *list,
	size_t max, struct attempt *best, bool *fitsp, struct error *err)
{
	struct attempt attempt = { .max = max };
	bool made;

	fitting->target.origin.max_name = (uint16_t)max;
	made = cut_names(list, max, &attempt.list, &attempt.count, err) &&
	       encode(fitting, &attempt.list, &attempt.table, err);
	*fitsp = made && attempt.table.size <= fitting->room;
	/* The first is the smallest: it is kept to say what is needed. */
	if (*fitsp || (made && best->max == 0)) {
		attempt_free(best);
		*best = attempt;
	} else {
		attempt_free(&attempt);
	}
	return made;
}

/* The most bytes of a name with which the table fits, by halving. */
static bool search(struct fitting *fitting, const struct symbol_list *list,
	struct attempt *best, struct error *err)
{
	size_t high = longest_name(list);
	bool fits;

	if (!try_cut(fitting, list, OPTIONS_MIN_NAME, best, &fits, err)) {
		return false;
	}
	while (fits && high - best->max > 1) {
		const size_t middle = best->max + (high - best->max) / 2;

		if (!try_cut(fitting, list, middle, best, &fits, err)) {
			return false;
		}
		high = fits ? high : middle;
		fits = true;
	}
	return true;
}

static bool shorten(struct fitting *fitting, struct symbol_list *list,
	struct buffer *table, struct fit *fit, struct error *err)
{
	struct attempt best = { 0 };
	bool done = longest_name(list) <= OPTIONS_MIN_NAME ||
		    search(fitting, list, &best, err);

	if (done && best.max != 0) {
		struct buffer old = *table;

		fit->cut = best.count;
		fit->max_name = best.max;
		list->count = best.list.count;
		*table = best.table;
		best.table = old;
	}
	attempt_free(&best);
	return done;
}

/* Drops what is not to be kept, if the table is too large with it. */
static bool keep_only(struct fitting *fitting,
	bool (*is_kept)(const struct symbol *), uint8_t selected,
	struct symbol_list *list, struct buffer *table, size_t *droppedp,
	struct error *err)
{
	if (table->size > fitting->room) {
		*droppedp = drop(list, is_kept);
	}
	if (*droppedp > 0) {
		fitting->target.origin.selected |= selected;
	}
	return *droppedp == 0 || encode(fitting, list, table, err);
}

bool fit_table(struct symbol_list *list, const struct table_format *format,
	const struct table_target *target, uint64_t room, struct buffer *table,
	struct fit *fit, struct error *err)
{
	struct fitting fitting = { format, *target, room };

	return keep_only(&fitting, selection_is_function,
		       KSYM_SELECTED_FUNCTIONS, list, table, &fit->data, err) &&
	       keep_only(&fitting, selection_is_global, KSYM_SELECTED_GLOBALS,
		       list, table, &fit->locals, err) &&
	       (table->size <= room ||
		       shorten(&fitting, list, table, fit, err));
}

void fit_print(const struct fit *fit, const char *path)
{
	progress_end();
	if (fit->data > 0) {
		fprintf(stderr, "ksym: %s: --fit left out %zu data symbols\n",
			path, fit->data);
	}
	if (fit->locals > 0) {
		fprintf(stderr, "ksym: %s: --fit left out %zu local symbols\n",
			path, fit->locals);
	}
	if (fit->cut > 0) {
		fprintf(stderr, "ksym: %s: --fit cut %zu names to %zu bytes\n",
			path, fit->cut, fit->max_name);
	}
}
