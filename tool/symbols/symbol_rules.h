/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Which of an ELF's symbols a table takes: rules 1 and 2 of docs/symbols.md. */
#ifndef KSYM_TOOL_SYMBOL_RULES_H
#define KSYM_TOOL_SYMBOL_RULES_H

#include <stdbool.h>

#include "elf/elf_file.h"
#include "core/error.h"
#include "sections.h"
#include "selection.h"
#include "symbol_list.h"

/*
 * Appends to LIST the symbols of FILE that a table takes, before any filter of
 * SELECTION, with the sizes that the ELF states. SECTIONS are FILE's.
 */
bool take_symbols(const struct elf_file *file,
	const struct selection *selection, const struct sections *sections,
	struct symbol_list *list, struct error *err);

/* Whether a symbol of that name may be taken, wherever it comes from. */
bool is_name_to_take(const char *name, const struct selection *selection);

#endif
