/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Standard output in the place of a file: - or /dev/stdout. */
#ifndef KSYM_TOOL_STANDARD_OUTPUT_H
#define KSYM_TOOL_STANDARD_OUTPUT_H

#include <stdbool.h>

/* Whether the name of a target, or NULL for none, means standard output. */
bool is_standard_output(const char *target);

/*
 * A file without a name to put together in what standard output is to get: it
 * may be a pipe, and gets all or nothing. Its descriptor, or -1 with errno.
 */
int standard_output_begin(void);

/* Copies all of that file to standard output; false with errno. */
bool standard_output_send(int fd);

#endif
