/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Memory that grows: bytes, and names that stay where they are. */
#ifndef KSYM_TOOL_BUFFER_H
#define KSYM_TOOL_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

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

/* Appends the contents of PATH, a regular file of at most LIMIT bytes. */
bool buffer_read_file(struct buffer *buffer, const char *path,
	unsigned long long limit, struct error *err);

#endif
