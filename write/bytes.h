/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Bytes that grow. */
#ifndef KSYM_WRITE_BYTES_H
#define KSYM_WRITE_BYTES_H

#include <stdbool.h>
#include <stddef.h>

#include "failure.h"

/* Zero-initialise before use; free(data) after. */
struct bytes {
	unsigned char *data;
	size_t size;
	size_t capacity;
};

/* Appends SIZE bytes; FROM may be NULL for zeros. After an error nothing is
 * appended. */
bool bytes_append(struct bytes *bytes, const void *from, size_t size,
	struct failure *err);

#endif
