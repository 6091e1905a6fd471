/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What stands behind a command beside its options. */
#ifndef KSYM_TOOL_OPERANDS_H
#define KSYM_TOOL_OPERANDS_H

#include <stdbool.h>

#include "core/error.h"
#include "options.h"

/* Takes COUNT operands into OPTIONS; an error has the usage line. */
bool operands_set(const struct command *command, int count, char **operands,
	struct options *options, struct error *err);

#endif
