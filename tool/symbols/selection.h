/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Which symbols a table is asked for, and under what names. */
#ifndef KSYM_TOOL_SELECTION_H
#define KSYM_TOOL_SELECTION_H

#include <stdbool.h>
#include <stddef.h>

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
	bool sources;    /* symbols are to have their source files */
	size_t max_name; /* bytes of a name to keep; 0: all */
};

/* Whether --select functions keeps SYMBOL. */
bool selection_is_function(const struct symbol *symbol);

/* Whether SYMBOL is kept without local symbols. */
bool selection_is_global(const struct symbol *symbol);

#endif
