/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Who covers which addresses: rules 3 and 4 of docs/symbols.md. */
#ifndef KSYM_TOOL_OWNERSHIP_H
#define KSYM_TOOL_OWNERSHIP_H

#include <stdbool.h>

#include "elf/elf_file.h"
#include "core/error.h"
#include "sections.h"
#include "symbol_list.h"

/*
 * Gives the symbols of LIST, all that were taken, the sizes that a table stores:
 * those that the ELF states, or what is left for a label. Then the owner of an
 * address is the last in the order of symbol_compare whose range holds it.
 *
 * FILE and its SECTIONS are what the symbols come from. For symbols of a map
 * SECTIONS is empty, and FILE, which may be NULL, only says how wide an address
 * is. Sorts LIST by address.
 */
bool settle_owners(const struct elf_file *file, const struct sections *sections,
	struct symbol_list *list, struct error *err);

#endif
