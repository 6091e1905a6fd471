/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The selection by options, among the symbols of rule 1. */
#ifndef KSYM_TOOL_PATTERNS_H
#define KSYM_TOOL_PATTERNS_H

#include <stdbool.h>

#include "core/error.h"
#include "selection.h"
#include "symbol_list.h"

/* Keeps in LIST what --select, --include and --exclude select. */
bool patterns_filter(struct symbol_list *list,
	const struct selection *selection, struct error *err);

#endif
