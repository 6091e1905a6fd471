/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Memory for arrays: made whole, or grown as items come. */
#ifndef KSYM_WRITE_ARRAY_H
#define KSYM_WRITE_ARRAY_H

#include <stdbool.h>
#include <stddef.h>

#include "failure.h"

/* Zeroed memory for COUNT items, at least one; NULL and an error if none is
 * left. */
void *array_new(size_t count, size_t size, struct failure *err);

/*
 * ITEMS, moved where that has to be, with room for at least NEEDED items of
 * SIZE bytes; so many are in *CAPACITYP. NULL and an error if no memory is left;
 * then all is as it was. What is behind the items before has no value yet.
 */
void *array_grow(void *items, size_t *capacityp, size_t needed, size_t size,
	struct failure *err);

#endif
