/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "buffer.h"

#include <stdlib.h>
#include <string.h>

bool buffer_append(struct buffer *buffer, const void *bytes, size_t size,
	struct error *err)
{
	if (size > buffer->capacity - buffer->size) {
		size_t capacity = buffer->capacity * 2 + size;
		unsigned char *data = realloc(buffer->data, capacity);

		if (data == NULL) {
			return fail(err, "out of memory");
		}
		buffer->data = data;
		buffer->capacity = capacity;
	}
	if (size > 0 && bytes != NULL) {
		memcpy(buffer->data + buffer->size, bytes, size);
	} else if (size > 0) {
		memset(buffer->data + buffer->size, 0, size);
	}
	buffer->size += size;
	return true;
}
