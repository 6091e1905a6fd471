/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Lines on their way into a compact table. */
#ifndef KSYM_TOOL_COMPACT_LINES_H
#define KSYM_TOOL_COMPACT_LINES_H

#include <ksym_write.h>
#include <stdbool.h>

#include "core/error.h"
#include "format.h"

/* Lines as ksym_write takes them. Zero-initialise before use. */
struct compact_lines {
	struct ksym_write_row *rows;
	struct ksym_write_call *calls;
	struct ksym_write_function *functions;
	struct ksym_write_range *described;
	struct ksym_write_lines input; /* of these; refers to the lines too */
};

/* Copies LINES for a table of that MODE. Free it after an error too. */
bool compact_lines_make(struct compact_lines *copy, const struct lines *lines,
	enum lines_mode mode, struct error *err);
void compact_lines_free(struct compact_lines *copy);

#endif
