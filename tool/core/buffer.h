/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A growing array of bytes. */
#ifndef KSYM_TOOL_BUFFER_H
#define KSYM_TOOL_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "error.h"

/* Zero-initialise before use; free(data) after. */
struct buffer {
	unsigned char *data;
	size_t size;
	size_t capacity;
};

/* Appends SIZE bytes; BYTES may be NULL for zeros. */
bool buffer_append(struct buffer *buffer, const void *bytes, size_t size,
	struct error *err);

/*
 * Closes a stream of open_memstream(3), and tells whether *TEXTP, which the
 * caller frees, holds all that was written.
 */
bool buffer_close_stream(FILE *stream, char **textp, struct error *err);

/* Appends the text in PATH, which may be a pipe, and a newline. */
bool buffer_read_text(
	struct buffer *buffer, const char *path, struct error *err);

/* Appends the contents of PATH, a regular file of at most LIMIT bytes. */
bool buffer_read_file(struct buffer *buffer, const char *path,
	unsigned long long limit, struct error *err);

#endif
