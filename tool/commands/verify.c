/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbols/symbol_index.h"

struct verification {
	const struct table *table;
	const struct symbol_list *expected;
	struct symbol_index index; /* over expected */
	struct symbol_list held;   /* all that the table holds */
	verify_report *report;
	void *context;
};

static void report_symbol(const struct verification *v, const char *what,
	const struct symbol *symbol)
{
	char text[1024];

	(void)snprintf(text, sizeof(text), "%s: 0x%" PRIx64 " 0x%" PRIx64 " %s",
		what, symbol->addr, symbol->size, symbol->name);
	v->report(text, v->context);
}

/* By all that a table stores; type and flags are 0 where it stores none. */
static int compare_stored(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;
	const int kinds = (x->type << 8 | x->flags) - (y->type << 8 | y->flags);

	if (x->addr != y->addr) {
		return x->addr < y->addr ? -1 : 1;
	}
	if (x->size != y->size) {
		return x->size < y->size ? -1 : 1;
	}
	return kinds != 0 ? kinds : strcmp(x->name, y->name);
}

static bool hold_all(struct verification *v, struct error *err)
{
	for (size_t i = 0; i < v->table->format->count(v->table); i++) {
		struct symbol symbol;

		v->table->format->get(v->table, i, &symbol);
		if (!symbol_list_add(&v->held, &symbol, err)) {
			return false;
		}
	}
	if (v->held.count > 0) {
		qsort(v->held.symbols, v->held.count, sizeof(*v->held.symbols),
			compare_stored);
	}
	return true;
}

/* A merge of the two lists, both in the order of compare_stored. */
static void merge_contents(
	const struct verification *v, const struct symbol *wanted, size_t count)
{
	const struct symbol *held = v->held.symbols;
	size_t i = 0, j = 0;

	while (i < count || j < v->held.count) {
		const int order =
			j == v->held.count ? -1
			: i == count       ? 1
				     : compare_stored(&wanted[i], &held[j]);

		if (order < 0) {
			report_symbol(v, "not in the table", &wanted[i]);
		} else if (order > 0) {
			report_symbol(v, "not in the ELF", &held[j]);
		}
		i += order <= 0;
		j += order >= 0;
	}
}

static bool verify_contents(const struct verification *v, struct error *err)
{
	const size_t count = v->expected->count;
	struct symbol *wanted = calloc(count + 1, sizeof(*wanted));

	if (wanted == NULL) {
		return fail(err, "out of memory");
	}
	for (size_t i = 0; i < count; i++) {
		wanted[i] = v->expected->symbols[i];
	}
	qsort(wanted, count, sizeof(*wanted), compare_stored);
	merge_contents(v, wanted, count);
	free(wanted);
	return true;
}

static void verify_address(const struct verification *v, uint64_t addr)
{
	struct symbol have = { .name = "no symbol" };
	struct symbol want = { .name = "no symbol" };
	char text[1024];
	size_t i;

	(void)v->table->format->lookup(v->table, addr, &have);
	if (symbol_index_lookup(&v->index, addr, &i)) {
		want = v->expected->symbols[i];
	}
	if (compare_stored(&have, &want) != 0) {
		(void)snprintf(text, sizeof(text),
			"0x%" PRIx64 " belongs to %s at 0x%" PRIx64
			", the table says %s at 0x%" PRIx64,
			addr, want.name, want.addr, have.name, have.addr);
		v->report(text, v->context);
	}
}

static void verify_addresses(const struct verification *v)
{
	for (size_t i = 0; i < v->expected->count; i++) {
		const struct symbol *symbol = &v->expected->symbols[i];

		verify_address(v, symbol->addr);
		if (symbol->size > 1) {
			verify_address(v, symbol->addr + symbol->size / 2);
			verify_address(v, symbol->addr + (symbol->size - 1));
		}
	}
}

/* Both ends of every gap, and what lies before and after all symbols. */
static void verify_gaps(const struct verification *v)
{
	const struct symbol_list *list = v->expected;
	uint64_t reach = 0; /* the highest address that has an owner so far */

	verify_address(v, 0);
	verify_address(v, UINT64_MAX);
	for (size_t i = 0; i < list->count; i++) {
		const struct symbol *symbol = &list->symbols[i];

		if (symbol->size > 0 &&
			symbol->addr + (symbol->size - 1) > reach) {
			reach = symbol->addr + (symbol->size - 1);
		}
		if (i == 0 && list->symbols[0].addr > 0) {
			verify_address(v, list->symbols[0].addr - 1);
		}
		if (reach == UINT64_MAX) {
			return;
		}
		verify_address(v, reach + 1);
		if (i + 1 < list->count &&
			list->symbols[i + 1].addr > reach + 1) {
			verify_address(v, list->symbols[i + 1].addr - 1);
		}
	}
}

/* Symbol I must be the first of its name at FROM or after. */
static void verify_name(
	const struct verification *v, size_t i, size_t from, size_t *foundp)
{
	const struct symbol *want = &v->expected->symbols[i];
	struct symbol have;

	if (!v->table->format->find(v->table, want->name, from, foundp)) {
		report_symbol(v, "not found by name", want);
		/* One past it is 0: the next of that name is the first again. */
		*foundp = SIZE_MAX;
		return;
	}
	v->table->format->get(v->table, *foundp, &have);
	if (have.addr != want->addr || strcmp(have.name, want->name) != 0) {
		report_symbol(v, "another is found by this name", want);
	}
}

static void verify_names(const struct verification *v)
{
	const struct symbol *symbols = v->expected->symbols;
	size_t found = 0;

	for (size_t n = 0; n < v->expected->count; n++) {
		const struct symbol *symbol = v->index.by_name[n];
		const bool again =
			n > 0 && strcmp(v->index.by_name[n - 1]->name,
					 symbol->name) == 0;

		verify_name(v, (size_t)(symbol - symbols),
			again ? found + 1 : 0, &found);
	}
}

static bool verify(struct verification *v, struct error *err)
{
	if (!symbol_index_make(&v->index, v->expected, err) ||
		!hold_all(v, err) || !verify_contents(v, err)) {
		return false;
	}
	verify_addresses(v);
	verify_gaps(v);
	/* Else find compares the names one by one, as was done above. */
	if (v->table->format->finds_fast(v->table)) {
		verify_names(v);
	}
	return true;
}

bool verify_table(const struct table *table, const struct symbol_list *expected,
	verify_report *report, void *context, struct error *err)
{
	struct verification v = { .table = table,
		.expected = expected,
		.report = report,
		.context = context };
	bool done = verify(&v, err);

	symbol_index_free(&v.index);
	symbol_list_free(&v.held);
	return done;
}
