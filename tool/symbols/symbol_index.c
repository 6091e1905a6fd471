/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "symbol_index.h"

#include <stdlib.h>
#include <string.h>

static int compare_by_name(const void *a, const void *b)
{
	const struct symbol *const *x = a, *const *y = b;
	const int order = strcmp((*x)->name, (*y)->name);

	return order != 0 ? order : (*x > *y) - (*x < *y);
}

/* A symbol of size 0 gives 0; the lookup checks that. */
static uint64_t last_byte(const struct symbol *symbol)
{
	return symbol->size > 0 ? symbol->addr + (symbol->size - 1) : 0;
}

bool symbol_index_make(struct symbol_index *index,
	const struct symbol_list *list, struct error *err)
{
	size_t leaves = 1;

	while (leaves <= list->count) {
		leaves *= 2;
	}
	index->list = list;
	index->leaves = leaves;
	index->reach = calloc(2 * leaves, sizeof(*index->reach));
	index->by_name = calloc(list->count + 1, sizeof(struct symbol *));
	if (index->reach == NULL || index->by_name == NULL) {
		return fail(err, "out of memory");
	}
	for (size_t i = 0; i < list->count; i++) {
		index->reach[leaves + i] = last_byte(&list->symbols[i]);
		index->by_name[i] = &list->symbols[i];
	}
	for (size_t node = leaves - 1; node > 0; node--) {
		const uint64_t *children = &index->reach[2 * node];

		index->reach[node] =
			children[0] > children[1] ? children[0] : children[1];
	}
	qsort(index->by_name, list->count, sizeof(struct symbol *),
		compare_by_name);
	return true;
}

void symbol_index_free(struct symbol_index *index)
{
	free(index->reach);
	free(index->by_name);
	*index = (struct symbol_index){ 0 };
}

/* How many symbols start at or below ADDR. */
static size_t count_up_to(const struct symbol_list *list, uint64_t addr)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (list->symbols[middle].addr <= addr) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/*
 * The last of the first COUNT symbols whose last byte is at or above ADDR,
 * counted from 1; 0 if there is none.
 */
static size_t last_to_reach(
	const struct symbol_index *index, size_t count, uint64_t addr)
{
	size_t node = index->leaves + count;

	/* Goes up and left until a subtree reaches ADDR. */
	while (node > 1 && (node % 2 == 0 || index->reach[node - 1] < addr)) {
		node /= 2;
	}
	if (node == 1) {
		return 0;
	}
	node--;
	while (node < index->leaves) {
		node *= 2;
		node += index->reach[node + 1] >= addr;
	}
	return node - index->leaves + 1;
}

bool symbol_index_lookup(
	const struct symbol_index *index, uint64_t addr, size_t *ip)
{
	size_t count = count_up_to(index->list, addr);

	/*
	 * The first symbol found, except for ADDR 0, which all symbols seem to
	 * reach.
	 */
	while ((count = last_to_reach(index, count, addr)) > 0) {
		const struct symbol *symbol = &index->list->symbols[--count];

		if (addr - symbol->addr < symbol->size) {
			*ip = count;
			return true;
		}
	}
	return false;
}

bool symbol_index_find(const struct symbol_index *index, const char *name,
	size_t from, size_t *ip)
{
	const struct symbol *const symbols = index->list->symbols;
	size_t low = 0, high = index->list->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const struct symbol *symbol = index->by_name[middle];
		const int order = strcmp(symbol->name, name);

		if (order < 0 || (order == 0 && symbol < symbols + from)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	if (low == index->list->count ||
		strcmp(index->by_name[low]->name, name) != 0) {
		return false;
	}
	*ip = (size_t)(index->by_name[low] - symbols);
	return true;
}
