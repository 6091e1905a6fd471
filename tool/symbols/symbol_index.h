/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Answers over a sorted list of symbols: who owns an address, where a name is. */
#ifndef KSYM_TOOL_SYMBOL_INDEX_H
#define KSYM_TOOL_SYMBOL_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "symbol_list.h"

/* Zero-initialise before use. */
struct symbol_index {
	const struct symbol_list *list;
	/*
	 * A binary tree of maxima: node i has 2 * i and 2 * i + 1 below it, and
	 * leaf leaves + i is the last byte of symbol i. There are more leaves
	 * than symbols, 2^n.
	 */
	uint64_t *reach;
	size_t leaves;
	const struct symbol **by_name; /* by name, then as in the list */
};

/* LIST must be in the order of symbol_compare and outlive the index. */
bool symbol_index_make(struct symbol_index *index,
	const struct symbol_list *list, struct error *err);
void symbol_index_free(struct symbol_index *index);

/* The symbol that owns ADDR; false where none does. O(log n). */
bool symbol_index_lookup(
	const struct symbol_index *index, uint64_t addr, size_t *ip);

/* The first symbol of that name at FROM or after; false where there is none. */
bool symbol_index_find(const struct symbol_index *index, const char *name,
	size_t from, size_t *ip);

#endif
