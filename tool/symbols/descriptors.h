/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Functions that an ABI names by a descriptor in data, not by their code. */
#ifndef KSYM_TOOL_DESCRIPTORS_H
#define KSYM_TOOL_DESCRIPTORS_H

#include <stdbool.h>

#include "elf/elf_file.h"
#include "core/error.h"
#include "symbol_list.h"

/*
 * Replaces SYMBOL's address, that of a descriptor in SECTION of FILE, an index
 * among the sections that symbols name, by the one of the code it leads to.
 */
bool descriptor_follow(const struct elf_file *file, size_t section,
	struct symbol *symbol, struct error *err);

/*
 * Where old compilers name the descriptor `f` and the code `.f`, the size of
 * `f` is the descriptor's: gives it that of `.f`. Sorts LIST by address.
 */
void descriptors_adopt_sizes(struct symbol_list *list);

#endif
