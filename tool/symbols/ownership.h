/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Which symbol covers which addresses: rules 3 and 4 of docs/symbols.md. */
#ifndef KSYM_TOOL_OWNERSHIP_H
#define KSYM_TOOL_OWNERSHIP_H

#include <stdbool.h>

#include "elf/elf_file.h"
#include "core/error.h"
#include "sections.h"
#include "symbol_list.h"

/*
 * Sets the sizes that a table stores: those that the ELF states, and what
 * labels cover. LIST must hold all symbols, before any filter. Afterwards the
 * owner of an address is the last symbol in the order of symbol_compare whose
 * range holds it. The symbols come from FILE and its SECTIONS. For a map
 * SECTIONS is empty, and FILE, which may be NULL, only gives the width of an
 * address. Sorts LIST by address.
 */
bool settle_owners(const struct elf_file *file, const struct sections *sections,
	struct symbol_list *list, struct error *err);

#endif
