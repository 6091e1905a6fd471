/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fit.h"

#include <ksym.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fit_search.h"
#include "symbols/naming.h"
#include "symbols/selection.h"
#include "options.h"
#include "report.h"
#include "say.h"

/* In tables of so many symbols one more or less counts, */
#define SMALL 4096
/* so that one of so many symbols more is looked for. */
#define BACK 16

/* What is to fit, and the order in which symbols go. */
struct fitting {
	const struct table_format *format;
	const struct table_target *target;
	const struct symbol_list *list;
	const struct symbol **order; /* of those that may go, the first first */
	size_t data, locals;         /* how many: data goes before locals */
	size_t longest;              /* bytes of the longest name that stays */
};

static bool is_data(const struct symbol *symbol)
{
	return !selection_is_function(symbol);
}

/* What is small is in fewer reports. The list's order settles the rest. */
static int compare_worth(const void *a, const void *b)
{
	const struct symbol *const *left = a, *const *right = b;
	const struct symbol *x = *left, *y = *right;

	if (is_data(x) != is_data(y)) {
		return is_data(x) ? -1 : 1;
	}
	if (x->size != y->size) {
		return x->size < y->size ? -1 : 1;
	}
	return (x > y) - (x < y);
}

static bool find_order(struct fitting *fitting, struct error *err)
{
	const struct symbol_list *list = fitting->list;
	size_t count = 0;

	fitting->order = calloc(list->count + 1, sizeof(struct symbol *));
	if (fitting->order == NULL) {
		return fail(err, "out of memory");
	}
	for (size_t i = 0; i < list->count; i++) {
		const struct symbol *symbol = &list->symbols[i];

		if (is_data(symbol) || !selection_is_global(symbol)) {
			fitting->order[count++] = symbol;
			fitting->data += is_data(symbol);
		} else if (strlen(symbol->name) > fitting->longest) {
			fitting->longest = strlen(symbol->name);
		}
	}
	fitting->locals = count - fitting->data;
	qsort(fitting->order, count, sizeof(struct symbol *), compare_worth);
	return true;
}

/* Appends to KEPT all but the first LEFT_OUT symbols of the order. */
static bool leave_out(const struct fitting *fitting, size_t left_out,
	struct symbol_list *kept, struct error *err)
{
	const struct symbol_list *list = fitting->list;
	bool *is_out = calloc(list->count + 1, sizeof(*is_out));
	bool done = is_out != NULL || fail(err, "out of memory");

	for (size_t i = 0; done && i < left_out; i++) {
		is_out[fitting->order[i] - list->symbols] = true;
	}
	for (size_t i = 0; done && i < list->count; i++) {
		done = is_out[i] ||
		       symbol_list_append(kept, &list->symbols[i], err);
	}
	free(is_out);
	return done;
}

/* What a table without the first LEFT_OUT symbols of the order says of itself. */
static uint8_t selected_without(const struct fitting *fitting, size_t left_out)
{
	const size_t data = fitting->data, all = data + fitting->locals;
	unsigned selected = fitting->target->origin.selected;

	if (data > 0 && left_out >= data) {
		selected |= KSYM_SELECTED_FUNCTIONS;
	}
	if (fitting->locals > 0 && left_out == all) {
		selected |= KSYM_SELECTED_GLOBALS;
	}
	if (left_out != 0 && left_out != data && left_out != all) {
		selected |= KSYM_SELECTED_FILTERED;
	}
	return (uint8_t)selected;
}

/* The table without the first LEFT_OUT symbols: a fit_try. */
static bool try_without(const void *context, size_t left_out,
	struct fit_attempt *attempt, struct error *err)
{
	const struct fitting *fitting = context;
	struct table_target target = *fitting->target;
	struct symbol_list kept = { 0 };
	bool done;

	target.origin.selected = selected_without(fitting, left_out);
	done = leave_out(fitting, left_out, &kept, err) &&
	       fitting->format->encode(&kept, &target, &attempt->table, err);
	attempt->count = kept.count;
	symbol_list_free(&kept);
	return done;
}

/* Cuts names to MAX bytes, copies of which LIST keeps: COUNTP were longer. */
static bool cut_names(
	struct symbol_list *list, size_t max, size_t *countp, struct error *err)
{
	for (size_t i = 0; i < list->count; i++) {
		struct symbol *symbol = &list->symbols[i];
		const size_t length = name_length(symbol->name, max);

		/* No name is NAME@FILE any more: local symbols are gone. */
		if (symbol->name[length] == '\0') {
			continue;
		}
		symbol->name = symbol_list_name(list, symbol->name, length);
		if (symbol->name == NULL) {
			return fail(err, "out of memory");
		}
		++*countp;
	}
	symbol_list_sort(list);
	return true;
}

/* The table without all that may go, names less CUT bytes: a fit_try. */
static bool try_cut(const void *context, size_t cut,
	struct fit_attempt *attempt, struct error *err)
{
	const struct fitting *fitting = context;
	const size_t all = fitting->data + fitting->locals;
	const size_t max = fitting->longest - cut;
	struct table_target target = *fitting->target;
	struct symbol_list kept = { 0 };
	bool done;

	target.origin.selected = selected_without(fitting, all);
	target.origin.max_name = (uint16_t)max;
	done = leave_out(fitting, all, &kept, err) &&
	       cut_names(&kept, max, &attempt->cut, err) &&
	       fitting->format->encode(&kept, &target, &attempt->table, err);
	attempt->count = kept.count;
	symbol_list_free(&kept);
	return done;
}

static void set_left_out(
	const struct fitting *fitting, size_t left_out, struct fit *fit)
{
	fit->data.all = fitting->data;
	fit->data.left_out =
		left_out < fitting->data ? left_out : fitting->data;
	fit->locals.all = fitting->locals;
	fit->locals.left_out = left_out - fit->data.left_out;
}

/* BEST is the table with all symbols, and what was found in the end. */
static bool find_fit(const struct fitting *fitting, uint64_t room,
	struct fit_attempt *best, struct fit *fit, struct error *err)
{
	const size_t all = fitting->data + fitting->locals;
	const size_t cut = fitting->longest > OPTIONS_MIN_NAME
				   ? fitting->longest - OPTIONS_MIN_NAME
				   : 0;
	const struct fit_search symbols = { try_without, fitting, all, room,
		fitting->list->count <= SMALL ? BACK : 0 };
	const struct fit_search names = { try_cut, fitting, cut, room, 0 };

	if (!fit_search(&symbols, best, err)) {
		return false;
	}
	set_left_out(fitting, best->step, fit);
	if (best->table.size <= room || cut == 0) {
		return true;
	}
	best->step = 0;
	if (!fit_search(&names, best, err)) {
		return false;
	}
	fit->cut = best->cut;
	fit->max_name = fitting->longest - best->step;
	return true;
}

/* Leaves out lines, by one mode after the other, until TABLE fits. */
static bool drop_lines(const struct symbol_list *list,
	const struct table_format *format, struct table_target *target,
	uint64_t room, struct buffer *table, struct fit *fit, struct error *err)
{
	bool done = true;

	while (done && table->size > room && target->mode > LINES_OFF) {
		target->mode--;
		fit->fewer_lines = true;
		fit->lines_left = target->mode;
		table->size = 0;
		done = format->encode(list, target, table, err);
	}
	return done;
}

bool fit_table(struct symbol_list *list, const struct table_format *format,
	const struct table_target *target, uint64_t room, struct buffer *table,
	struct fit *fit, struct error *err)
{
	struct table_target without_lines = *target;
	struct fitting fitting = {
		.format = format, .target = &without_lines, .list = list
	};
	bool done =
		drop_lines(list, format, &without_lines, room, table, fit, err);
	struct fit_attempt best = { .table = *table, .count = list->count };

	done = done &&
	       (table->size <= room ||
		       (find_order(&fitting, err) &&
			       find_fit(&fitting, room, &best, fit, err)));

	free(fitting.order);
	*table = best.table;
	list->count = best.count;
	return done;
}

static void print_kind(
	const struct fit_kind *kind, const char *path, const char *name)
{
	char few[40] = "";

	if (kind->left_out == 0) {
		return;
	}
	if (kind->left_out < kind->all) {
		(void)snprintf(few, sizeof(few), "the smallest %zu of ",
			kind->left_out);
	}
	say_note("%s: --fit left out %s%zu %s symbol%s", path, few, kind->all,
		name, report_plural(kind->all));
}

void fit_print(const struct fit *fit, const char *path)
{
	if (fit->fewer_lines) {
		say_note("%s: --fit left out %s", path,
			fit->lines_left == LINES_CALLS
				? "lines but those of return addresses (--lines calls)"
				: "all lines");
	}
	print_kind(&fit->data, path, "data");
	print_kind(&fit->locals, path, "local");
	if (fit->cut > 0) {
		say_note("%s: --fit cut %zu name%s to %zu bytes", path,
			fit->cut, report_plural(fit->cut), fit->max_name);
	}
}
