/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Arrays that grow. */
#ifndef KSYM_TOOL_ARRAY_H
#define KSYM_TOOL_ARRAY_H

#include <stddef.h>

#include "error.h"

/*
 * Has room for COUNT items of SIZE bytes each at ITEMS, where there is room for
 * *CAPACITYP so far. Returns where they are then, or NULL where memory ran out:
 * ITEMS is as it was. A new array is NULL with a capacity of 0.
 */
void *array_room(void *items, size_t count, size_t *capacityp, size_t size,
	struct error *err);

#endif
