/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The name under which a symbol is stored. */
#ifndef KSYM_TOOL_NAMING_H
#define KSYM_TOOL_NAMING_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "name_losses.h"
#include "selection.h"
#include "symbol_list.h"

/*
 * Replaces the ELF's names in LIST by the names to store, and counts in LOSSES
 * those that stay mangled, or are cut although no option says so.
 */
bool name_symbols(struct symbol_list *list, const struct selection *selection,
	struct name_losses *losses, struct error *err);

/* The length of NAME cut to MAX bytes, not within a UTF-8 sequence. */
size_t name_length(const char *name, size_t max);

#endif
