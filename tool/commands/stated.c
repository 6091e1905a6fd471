/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "stated.h"

#include <string.h>

/* Bytes of a name that is looked for, and a NUL. */
#define NAME_ROOM 256

/* Linux counts the fill up to the next symbol too; it has fewer bytes. */
#define FILL 128

bool stated_make(struct stated_symbols *symbols, const struct table *table,
	struct error *err)
{
	for (size_t i = 0; i < table->format->count(table); i++) {
		struct symbol symbol;

		table->format->get(table, i, &symbol);
		if (!symbol_list_add(&symbols->list, &symbol, err)) {
			return false;
		}
	}
	symbol_list_sort(&symbols->list);
	return symbol_index_make(&symbols->index, &symbols->list, err);
}

void stated_free(struct stated_symbols *symbols)
{
	symbol_index_free(&symbols->index);
	symbol_list_free(&symbols->list);
}

bool stated_find(const struct stated_symbols *symbols, const char *name,
	size_t length, uint64_t size, uint64_t *addrp)
{
	char text[NAME_ROOM];
	size_t i, from, found = 0;

	if (length >= sizeof(text)) {
		return false;
	}
	memcpy(text, name, length);
	text[length] = '\0';
	for (from = 0; symbol_index_find(&symbols->index, text, from, &i);
		from = i + 1) {
		const struct symbol *symbol = &symbols->list.symbols[i];

		if (size >= symbol->size && size - symbol->size < FILL) {
			*addrp = symbol->addr;
			found++;
		}
	}
	return found == 1;
}
