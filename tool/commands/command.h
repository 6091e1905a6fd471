/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Every command, in the order in which --help lists them. */
#ifndef KSYM_TOOL_COMMAND_H
#define KSYM_TOOL_COMMAND_H

#include "options.h"

extern const struct command cmd_embed;
extern const struct command cmd_size;
extern const struct command cmd_table;
extern const struct command cmd_patch;
extern const struct command cmd_generate;
extern const struct command cmd_address;
extern const struct command cmd_list;
extern const struct command cmd_lookup;
extern const struct command cmd_decode;
extern const struct command cmd_find;
extern const struct command cmd_info;
extern const struct command cmd_verify;

#endif
