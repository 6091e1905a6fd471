/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Answers for an ELF that no table was put into: from its symbols. */
#ifndef KSYM_TOOL_STAND_IN_H
#define KSYM_TOOL_STAND_IN_H

#include <stdbool.h>

#include "core/error.h"
#include "elf/elf_file.h"
#include "formats/table.h"
#include "options.h"

/*
 * Where FILE has no table, opens the one that embed would write, says so in a
 * line on standard error and sets *OPENEDP. Without a word it does so where
 * the options name other symbols than FILE's own. A table that is damaged, or
 * something else in its place, is not none.
 */
bool stand_in_open(struct table *table, const struct elf_file *file,
	const struct options *options, bool *openedp, struct error *err);

#endif
