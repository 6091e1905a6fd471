/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Other values for symbols of an ELF's own tables, .symtab and .dynsym. */
#ifndef KSYM_TOOL_MOVE_SYMBOLS_H
#define KSYM_TOOL_MOVE_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "layout.h"

/* The value that a symbol is to have, which may be the one it has. */
typedef uint64_t move_symbols_value(
	const GElf_Sym *sym, const char *name, const void *context);

/* Has every symbol's value written that changes. */
bool move_symbols(struct layout *layout, move_symbols_value *value,
	const void *context, struct error *err);

#endif
