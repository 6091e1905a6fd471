/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What stands on the command line, as options and operands. */
#ifndef KSYM_TOOL_COMMAND_LINE_H
#define KSYM_TOOL_COMMAND_LINE_H

#include <stdbool.h>

#include "core/error.h"
#include "options.h"

/*
 * Parses what follows the command's name: ARGV[0] is that name. Sets *HELPP and
 * returns true where --help was asked for.
 */
bool command_line_parse(const struct command *command, int argc, char **argv,
	struct options *options, bool *helpp, struct error *err);

#endif
