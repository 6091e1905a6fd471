/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Under what name a symbol is stored. */
#ifndef KSYM_TOOL_NAMING_H
#define KSYM_TOOL_NAMING_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "name_losses.h"
#include "selection.h"
#include "symbol_list.h"

/*
 * Gives every symbol of LIST, named as the ELF has it, the name to store, and
 * counts in LOSSES the names that stay mangled or are cut unasked.
 */
bool name_symbols(struct symbol_list *list, const struct selection *selection,
	struct name_losses *losses, struct error *err);

/* The length of NAME cut to MAX bytes, not within a UTF-8 sequence. */
size_t name_length(const char *name, size_t max);

#endif
