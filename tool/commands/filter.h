/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* How a command reads when it answers as it goes. */
#ifndef KSYM_TOOL_FILTER_H
#define KSYM_TOOL_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"

#define FILTER_CHUNK 65536

/*
 * Reads what there is, 1 to FILTER_CHUNK bytes, or 0 at the end of the file.
 * What was printed goes out first: whoever waits for it before writing more,
 * at the other end of two pipes or at a terminal, is not kept waiting. NAME is
 * for messages.
 */
bool filter_read(int fd, const char *name, char bytes[FILTER_CHUNK],
	size_t *countp, struct error *err);

#endif
