/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Bytes that grow, to as many as a table may have. */
#ifndef KSYM_WRITE_BYTES_H
#define KSYM_WRITE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "failure.h"

/* Zero-initialise before use; free(data) after. */
struct bytes {
	unsigned char *data;
	size_t size;
	size_t capacity;
};

/*
 * Appends SIZE bytes; FROM may be NULL for zeros. After an error, of which one
 * is that they would become more than KSYM_SIZE_MAX, nothing is appended.
 */
bool bytes_append(struct bytes *bytes, const void *from, size_t size,
	struct failure *err);
/* Appends the low SIZE bytes of VALUE, up to 8, the lowest first. */
bool bytes_append_number(struct bytes *bytes, uint64_t value, unsigned size,
	struct failure *err);

#endif
