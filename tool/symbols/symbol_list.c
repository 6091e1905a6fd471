/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "symbol_list.h"

#include <ksym.h>
#include <stdlib.h>
#include <string.h>

#include "core/array.h"

struct name_chunk {
	struct name_chunk *next;
	size_t used, size;
	char bytes[];
};

const char *symbol_list_name(
	struct symbol_list *list, const char *name, size_t length)
{
	struct name_chunk *chunk = list->names;
	char *copy;

	if (chunk == NULL || length >= chunk->size - chunk->used) {
		size_t size = length < (1 << 16) ? 1 << 16 : length + 1;

		chunk = malloc(sizeof(*chunk) + size);
		if (chunk == NULL) {
			return NULL;
		}
		chunk->next = list->names;
		chunk->used = 0;
		chunk->size = size;
		list->names = chunk;
	}
	copy = chunk->bytes + chunk->used;
	memcpy(copy, name, length);
	copy[length] = '\0';
	chunk->used += length + 1;
	return copy;
}

bool symbol_list_append(struct symbol_list *list, const struct symbol *symbol,
	struct error *err)
{
	struct symbol *symbols = array_room(list->symbols, list->count + 1,
		&list->capacity, sizeof(*symbols), err);

	if (symbols == NULL) {
		return false;
	}
	list->symbols = symbols;
	list->symbols[list->count++] = *symbol;
	return true;
}

bool symbol_list_add(struct symbol_list *list, const struct symbol *symbol,
	struct error *err)
{
	struct symbol copy = *symbol;

	copy.name = symbol_list_name(list, symbol->name, strlen(symbol->name));
	if (copy.name == NULL) {
		return fail(err, "out of memory");
	}
	return symbol_list_append(list, &copy, err);
}

void symbol_list_free(struct symbol_list *list)
{
	while (list->names != NULL) {
		struct name_chunk *next = list->names->next;

		free(list->names);
		list->names = next;
	}
	free(list->symbols);
	*list = (struct symbol_list){ 0 };
}

bool symbol_is_label(const struct symbol *symbol)
{
	return symbol->code && symbol->size == 0 &&
	       (symbol->flags & KSYM_INFERRED) == 0;
}

static int compare_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static unsigned binding_rank(const struct symbol *symbol)
{
	return symbol->flags & KSYM_GLOBAL ? 2
	       : symbol->flags & KSYM_WEAK ? 1
					   : 0;
}

/* The bytes are the resolver's and not the function's. */
static unsigned kind_rank(const struct symbol *symbol)
{
	return 2u * symbol->type - symbol->resolver;
}

/* Fewer leading underscores, then shorter, then byte order: above 0 is best. */
static int compare_names(const char *a, const char *b)
{
	int order = compare_u64(strspn(b, "_"), strspn(a, "_"));

	if (order == 0) {
		order = compare_u64(strlen(b), strlen(a));
	}
	return order != 0 ? order : strcmp(b, a);
}

int symbol_compare(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;
	int order = compare_u64(x->addr, y->addr);

	if (order == 0) {
		order = compare_u64(y->size, x->size);
	}
	/* Rule 4: stated sizes before inferred ones. */
	if (order == 0) {
		order = compare_u64(
			y->flags & KSYM_INFERRED, x->flags & KSYM_INFERRED);
	}
	if (order == 0) {
		order = compare_u64(kind_rank(x), kind_rank(y));
	}
	if (order == 0) {
		order = compare_u64(binding_rank(x), binding_rank(y));
	}
	return order != 0 ? order : compare_names(x->name, y->name);
}

void symbol_list_sort(struct symbol_list *list)
{
	size_t kept = 0;

	if (list->count == 0) {
		return;
	}
	qsort(list->symbols, list->count, sizeof(*list->symbols),
		symbol_compare);
	for (size_t i = 0; i < list->count; i++) {
		if (kept == 0 || symbol_compare(&list->symbols[kept - 1],
					 &list->symbols[i]) != 0) {
			list->symbols[kept++] = list->symbols[i];
		}
	}
	list->count = kept;
}
