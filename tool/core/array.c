/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "array.h"

#include <stdint.h>
#include <stdlib.h>

/* Items of a new array. */
#define LEAST 16

void *array_room(void *items, size_t count, size_t *capacityp, size_t size,
	struct error *err)
{
	const size_t most = SIZE_MAX / size;
	size_t capacity = *capacityp;
	void *grown;

	if (items != NULL && count <= capacity) {
		return items;
	}
	capacity = capacity <= most / 2 ? capacity * 2 : most;
	capacity = capacity < LEAST ? LEAST : capacity;
	capacity = capacity < count ? count : capacity;
	grown = capacity <= most ? realloc(items, capacity * size) : NULL;
	if (grown == NULL) {
		(void)fail(err, "out of memory");
		return NULL;
	}
	*capacityp = capacity;
	return grown;
}
