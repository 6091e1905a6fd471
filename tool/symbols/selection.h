/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Which of an ELF's symbols go into its table, under what names and with what
 * sizes. docs/symbols.md explains the rules to users.
 */
#ifndef KSYM_TOOL_SELECTION_H
#define KSYM_TOOL_SELECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "elf/elf_file.h"
#include "core/error.h"
#include "name_losses.h"
#include "symbol_list.h"

struct selection {
	const char *map;     /* text to read instead of the ELF, or NULL */
	const char *section; /* the reservation, whose markers stay out */
	bool functions_only;
	bool globals_only;   /* no local symbols, as --fit leaves them out */
	const char *include; /* POSIX EREs on the stored name, or NULL */
	const char *exclude;
	bool mangled;    /* names as the ELF has them */
	bool qualify;    /* tell local symbols of one name apart by file */
	size_t max_name; /* bytes of a name to keep; 0: all */
};

/*
 * Fills LIST, which the caller has zeroed, in the order of symbol_compare, and
 * counts cut and mangled names in LOSSES. With a map FILE may be NULL.
 */
bool select_symbols(const struct elf_file *file,
	const struct selection *selection, struct symbol_list *list,
	struct name_losses *losses, struct error *err);

/* Whether --select functions keeps SYMBOL. */
bool selection_is_function(const struct symbol *symbol);

/* Whether SYMBOL is kept without local symbols. */
bool selection_is_global(const struct symbol *symbol);

#endif
