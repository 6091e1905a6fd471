/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Demangles the names of a list. A hostile name of 40 bytes can make a
 * demangler use endless time or stack. So a separate process demangles, and it
 * may fail.
 */
#ifndef KSYM_TOOL_DEMANGLE_LIST_H
#define KSYM_TOOL_DEMANGLE_LIST_H

#include <stdbool.h>

#include "core/error.h"
#include "name_losses.h"
#include "symbol_list.h"

/*
 * Replaces the mangled names of LIST by their source forms, within the limits
 * in docs/symbols.md, Names. Counts in LOSSES the names beyond a limit.
 */
bool demangle_list(struct symbol_list *list, struct name_losses *losses,
	struct error *err);

#endif
