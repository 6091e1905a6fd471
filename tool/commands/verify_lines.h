/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Holding a table's lines against those that its ELF has. */
#ifndef KSYM_TOOL_VERIFY_LINES_H
#define KSYM_TOOL_VERIFY_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "elf/elf_file.h"
#include "formats/table.h"
#include "verify.h"

struct verified_lines {
	bool calls;           /* return addresses were checked, else rows */
	uint64_t checked;     /* so many */
	uint64_t differences; /* so many of them differ */
};

/*
 * Reads FILE's lines anew and compares them with those of TABLE, which has
 * some: of each row, at its first and last byte, all frames; of a table that
 * knows return addresses only the outermost frame at each of these. The first
 * difference is reported. Paths may be relative to any one directory.
 */
bool verify_lines(const struct table *table, const struct elf_file *file,
	verify_report *report, void *context, struct verified_lines *verified,
	struct error *err);

#endif
