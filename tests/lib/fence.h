/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Memory between two pages that cannot be touched, and files in memory. */
#ifndef KSYM_TESTS_FENCE_H
#define KSYM_TESTS_FENCE_H

#include <stddef.h>
#include <stdint.h>

struct fence {
	uint8_t *first; /* of the bytes between the fences, a page's first */
	uint8_t *end;   /* behind the last, a page's end */
};

/* Makes room for at least size bytes; ends the program if there is none. */
void fence_make(struct fence *fence, size_t size);

/* What is between the fences can be written from now on, or only read. */
void fence_writable(const struct fence *fence);
void fence_read_only(const struct fence *fence);

/* Reads a file, with a NUL behind it; ends the program if it cannot. */
uint8_t *file_read(const char *path, size_t *sizep);

#endif
