/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "bytes.h"

#include <ksym_format.h>
#include <string.h>

#include "array.h"

bool bytes_append(
	struct bytes *bytes, const void *from, size_t size, struct failure *err)
{
	unsigned char *data;

	if (size > KSYM_SIZE_MAX - bytes->size) {
		return fail(err, KSYM_WRITE_SIZE,
			.found = (uint64_t)bytes->size + size,
			.limit = KSYM_SIZE_MAX);
	}
	data = array_grow(
		bytes->data, &bytes->capacity, bytes->size + size, 1, err);
	if (data == NULL) {
		return false;
	}
	bytes->data = data;
	if (from != NULL) {
		memcpy(data + bytes->size, from, size);
	} else {
		memset(data + bytes->size, 0, size);
	}
	bytes->size += size;
	return true;
}

bool bytes_append_number(
	struct bytes *bytes, uint64_t value, unsigned size, struct failure *err)
{
	unsigned char number[8];

	for (unsigned i = 0; i < size; i++) {
		number[i] = (value >> (8 * i)) & 0xff;
	}
	return bytes_append(bytes, number, size, err);
}
