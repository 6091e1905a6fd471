/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the stages share: why they fail, and bytes that grow. */
#ifndef KSYM_WRITE_BYTES_H
#define KSYM_WRITE_BYTES_H

#include <ksym_write.h>
#include <stdbool.h>
#include <stddef.h>

struct failure {
	int status;    /* enum ksym_write_status */
	size_t symbol; /* the one at fault, if one is */
};

/* False, so that a function can end with `return fail(...)`. */
#define fail(err, why) ((err)->status = (why), false)

/* Zero-initialise before use; free(data) after. */
struct bytes {
	unsigned char *data;
	size_t size;
	size_t capacity;
};

/* Appends SIZE bytes; FROM may be NULL for zeros. */
bool bytes_append(struct bytes *bytes, const void *from, size_t size,
	struct failure *err);

void bytes_free(struct bytes *bytes);

#endif
