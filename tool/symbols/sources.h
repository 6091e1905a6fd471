/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The source files of local symbols, where known: docs/symbols.md, Names. */
#ifndef KSYM_TOOL_SOURCES_H
#define KSYM_TOOL_SOURCES_H

#include <stdbool.h>

#include "elf/elf_file.h"
#include "core/error.h"

/* As elf_file_each_symbol, with the source of each symbol that has one. */
bool sources_each_symbol(const struct elf_file *file,
	bool (*visit)(const struct elf_symbol *symbol, void *context,
		struct error *err),
	void *context, struct error *err);

#endif
