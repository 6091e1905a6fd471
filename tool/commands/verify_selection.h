/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a table should hold, by what it says of itself and by the options. */
#ifndef KSYM_TOOL_VERIFY_SELECTION_H
#define KSYM_TOOL_VERIFY_SELECTION_H

#include <stdbool.h>

#include "core/error.h"
#include "input.h"
#include "options.h"
#include "symbols/symbol_list.h"

/*
 * Fills the zeroed EXPECTED with the symbols that the table should hold, in the
 * order of symbol_compare. What the table says that it leaves out or cuts is
 * done here too, unless an option says otherwise. *FILTEREDP: it was filtered
 * by name, and no option says how, so that only symbols that it has are
 * expected.
 */
bool verify_select(const struct options *options, const struct input *input,
	struct symbol_list *expected, bool *filteredp, struct error *err);

#endif
