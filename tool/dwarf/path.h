/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Paths of source files, as text: nothing is looked up in a file system. */
#ifndef KSYM_TOOL_PATH_H
#define KSYM_TOOL_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"

/*
 * Sets PATH to COUNT parts joined, without `.`, `..`, `//` and a slash at the
 * end. A part that begins with a slash replaces those before it.
 */
bool path_join(struct buffer *path, const char *const parts[], size_t count,
	struct error *err);

/* Bytes to leave out at the start of PATH, which is below PREFIX; or 0. */
size_t path_below(const char *path, const char *prefix, size_t length);

/* How much of PREFIX, of LENGTH bytes, is a directory that holds PATH too. */
size_t path_common(const char *path, const char *prefix, size_t length);

#endif
