/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Which of an ELF's symbols go into its table, under what names and with what
 * sizes. docs/symbols.md explains the rules to users.
 */
#ifndef KSYM_TOOL_SELECT_SYMBOLS_H
#define KSYM_TOOL_SELECT_SYMBOLS_H

#include <stdbool.h>

#include "core/error.h"
#include "elf/elf_file.h"
#include "name_losses.h"
#include "selection.h"
#include "symbol_list.h"

/*
 * FILE may be NULL where there is a map. Fills LIST, zeroed by the caller, in
 * the order of symbol_compare, and counts in LOSSES what became of names.
 */
bool select_symbols(const struct elf_file *file,
	const struct selection *selection, struct symbol_list *list,
	struct name_losses *losses, struct error *err);

#endif
