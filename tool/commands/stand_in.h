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
 * Whether the symbols of FILE are to answer: because the options name others
 * than its own, or because it has no table. One that is damaged, or something
 * else in its place, is not none. *WHYP says why, or is NULL where the options
 * do.
 */
bool stand_in_serves(const struct elf_file *file, const struct options *options,
	const char **whyp);

/* Opens the table that embed would write. It is closed as any other. */
bool stand_in_open(struct table *table, const struct elf_file *file,
	const struct options *options, struct error *err);

#endif
