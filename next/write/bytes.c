/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "bytes.h"

#include <stdlib.h>
#include <string.h>

bool bytes_append(
	struct bytes *bytes, const void *from, size_t size, struct failure *err)
{
	if (size > bytes->capacity - bytes->size) {
		const size_t capacity = bytes->capacity * 2 + size;
		unsigned char *data = realloc(bytes->data, capacity);

		if (data == NULL) {
			return fail(err, KSYM_WRITE_MEMORY);
		}
		bytes->data = data;
		bytes->capacity = capacity;
	}
	if (size > 0 && from != NULL) {
		memcpy(bytes->data + bytes->size, from, size);
	} else if (size > 0) {
		memset(bytes->data + bytes->size, 0, size);
	}
	bytes->size += size;
	return true;
}

void bytes_free(struct bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct bytes){ 0 };
}
