/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_SELECT_H
#define KSYM_TOOL_SELECT_H

#include <stdbool.h>

#include "core/error.h"
#include "elf/elf_file.h"
#include "symbols/selection.h"

/*
 * select_symbols, with a line on standard error for each reason for which names
 * are not stored as they should be, and where --include matches none or FILE is
 * stripped and has none.
 */
bool select_and_say(const struct elf_file *file,
	const struct selection *selection, struct symbol_list *list,
	struct error *err);

#endif
