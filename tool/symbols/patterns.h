/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The selection by options, among the symbols of rule 1. */
#ifndef KSYM_TOOL_PATTERNS_H
#define KSYM_TOOL_PATTERNS_H

#include <stdbool.h>

#include "core/error.h"
#include "symbol_list.h"

/*
 * Leaves in LIST the names that INCLUDE matches and EXCLUDE does not: POSIX
 * EREs, or NULL for those of --include and --exclude that are not given.
 */
bool patterns_filter(struct symbol_list *list, const char *include,
	const char *exclude, struct error *err);

#endif
