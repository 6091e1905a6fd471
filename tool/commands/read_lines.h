/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_READ_LINES_H
#define KSYM_TOOL_READ_LINES_H

#include <stdbool.h>

#include "core/error.h"
#include "dwarf/lines.h"
#include "elf/elf_file.h"

/*
 * lines_read, with a line on standard error where the lines of some units are
 * left out, or where no path is below STRIP_PREFIX, which may be relative to
 * the current directory.
 */
bool read_lines_and_say(const struct elf_file *file, const char *strip_prefix,
	struct lines *lines, struct error *err);

#endif
