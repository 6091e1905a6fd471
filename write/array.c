/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "array.h"

#include <stdlib.h>

#define FIRST_CAPACITY 64

void *array_new(size_t count, size_t size, struct failure *err)
{
	void *items = calloc(count > 0 ? count : 1, size);

	if (items == NULL) {
		(void)fail(err, KSYM_WRITE_MEMORY);
	}
	return items;
}

/* By half as much again, so that items move seldom; never beyond MOST. */
static size_t next_capacity(size_t capacity, size_t needed, size_t most)
{
	if (capacity > most / 2) {
		return most;
	}
	capacity += capacity / 2;
	if (capacity < FIRST_CAPACITY && FIRST_CAPACITY <= most) {
		capacity = FIRST_CAPACITY;
	}
	return capacity > needed ? capacity : needed;
}

void *array_grow(void *items, size_t *capacityp, size_t needed, size_t size,
	struct failure *err)
{
	const size_t most = SIZE_MAX / size;
	size_t capacity = *capacityp;
	void *grown = NULL;

	if (items != NULL && needed <= capacity) {
		return items;
	}
	if (needed <= most) {
		capacity = next_capacity(capacity, needed, most);
		grown = realloc(items, capacity * size);
	}
	if (grown == NULL) {
		(void)fail(err, KSYM_WRITE_MEMORY);
		return NULL;
	}
	*capacityp = capacity;
	return grown;
}
