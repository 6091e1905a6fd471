/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "symbol_index.h"

#include <stdlib.h>
#include <string.h>

static int compare_by_name(const void *a, const void *b, void *context)
{
	const struct symbol *symbols = context;
	const size_t i = *(const size_t *)a, j = *(const size_t *)b;
	const int order = strcmp(symbols[i].name, symbols[j].name);

	return order != 0 ? order : (i > j) - (i < j);
}

bool symbol_index_make(struct symbol_index *index,
	const struct symbol_list *list, struct error *err)
{
	uint64_t reach = 0;

	index->list = list;
	index->reach = calloc(list->count + 1, sizeof(*index->reach));
	index->by_name = calloc(list->count + 1, sizeof(*index->by_name));
	if (index->reach == NULL || index->by_name == NULL) {
		return fail(err, "out of memory");
	}
	for (size_t i = 0; i < list->count; i++) {
		const struct symbol *symbol = &list->symbols[i];

		if (symbol->size > 0 &&
			symbol->addr + (symbol->size - 1) > reach) {
			reach = symbol->addr + (symbol->size - 1);
		}
		index->reach[i] = reach;
		index->by_name[i] = i;
	}
	qsort_r(index->by_name, list->count, sizeof(*index->by_name),
		compare_by_name, list->symbols);
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

bool symbol_index_lookup(
	const struct symbol_index *index, uint64_t addr, size_t *ip)
{
	for (size_t i = count_up_to(index->list, addr);
		i > 0 && index->reach[i - 1] >= addr; i--) {
		const struct symbol *symbol = &index->list->symbols[i - 1];

		if (addr - symbol->addr < symbol->size) {
			*ip = i - 1;
			return true;
		}
	}
	return false;
}

bool symbol_index_find(const struct symbol_index *index, const char *name,
	size_t from, size_t *ip)
{
	const struct symbol *symbols = index->list->symbols;
	size_t low = 0, high = index->list->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const size_t i = index->by_name[middle];
		const int order = strcmp(symbols[i].name, name);

		if (order < 0 || (order == 0 && i < from)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	if (low == index->list->count ||
		strcmp(symbols[index->by_name[low]].name, name) != 0) {
		return false;
	}
	*ip = index->by_name[low];
	return true;
}
