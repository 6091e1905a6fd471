/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "selection.h"

#include <ksym.h>

bool selection_is_function(const struct symbol *symbol)
{
	return symbol->code && symbol->type != KSYM_OBJECT;
}

bool selection_is_global(const struct symbol *symbol)
{
	return (symbol->flags & (KSYM_GLOBAL | KSYM_WEAK)) != 0;
}
