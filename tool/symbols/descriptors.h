/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Functions whose symbols have the address of a descriptor in data and not of
 * code.
 */
#ifndef KSYM_TOOL_DESCRIPTORS_H
#define KSYM_TOOL_DESCRIPTORS_H

#include <stdbool.h>

#include "elf/elf_file.h"
#include "core/error.h"
#include "symbol_list.h"

/*
 * Replaces SYMBOL's address, that of a descriptor in section SECTION of FILE,
 * by the address of its code. SECTION is an index of the file with the symbols.
 */
bool descriptor_follow(const struct elf_file *file, size_t section,
	struct symbol *symbol, struct error *err);

/*
 * Old compilers call the descriptor `f` and the code `.f`, and `f` has the
 * descriptor's size. This gives `f` the size of `.f`. Sorts LIST by address.
 */
void descriptors_adopt_sizes(struct symbol_list *list);

#endif
