/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The user's own selection among the symbols that the rules take. */
#ifndef KSYM_TOOL_PATTERNS_H
#define KSYM_TOOL_PATTERNS_H

#include <stdbool.h>

#include "core/error.h"
#include "selection.h"
#include "symbol_list.h"

/* Leaves in LIST what --select, --include and --exclude ask for. */
bool patterns_filter(struct symbol_list *list,
	const struct selection *selection, struct error *err);

#endif
