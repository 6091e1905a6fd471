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
 * Gives every symbol of LIST whose name is mangled its source form, within the
 * bounds that docs/symbols.md states under Names, and counts in LOSSES
 * those that keep their names. Where ksym has no demangler
 * a name that looks mangled is an error.
 */
bool demangle_list(struct symbol_list *list, struct name_losses *losses,
	struct error *err);

#endif
