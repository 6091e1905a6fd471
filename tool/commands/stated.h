/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Symbols that a log states by name and size. */
#ifndef KSYM_TOOL_STATED_H
#define KSYM_TOOL_STATED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "formats/table.h"
#include "symbols/symbol_index.h"

/* A table's symbols by name. Zero-initialise before use. */
struct stated_symbols {
	struct symbol_list list;
	struct symbol_index index;
};

/* Free it after an error too. */
bool stated_make(struct stated_symbols *symbols, const struct table *table,
	struct error *err);
void stated_free(struct stated_symbols *symbols);

/*
 * The address of the symbol that has NAME, of LENGTH bytes, and SIZE, or SIZE
 * less some fill behind it; false where there is none, or more than one.
 */
bool stated_find(const struct stated_symbols *symbols, const char *name,
	size_t length, uint64_t size, uint64_t *addrp);

#endif
