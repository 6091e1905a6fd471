/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Memory between two inaccessible pages, and files read into memory. */
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

/* Makes the memory between the fences writable or read-only. */
void fence_writable(const struct fence *fence);
void fence_read_only(const struct fence *fence);

/* Reads a file and appends a NUL; ends the program on an error. */
uint8_t *file_read(const char *path, size_t *sizep);

#endif
