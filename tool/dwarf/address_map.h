/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A number for each address in memory, of debugging entries and units. */
#ifndef KSYM_TOOL_ADDRESS_MAP_H
#define KSYM_TOOL_ADDRESS_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

struct address_slot {
	const void *key; /* NULL: empty */
	uint32_t value;
};

/* Zero-initialise before use; free(slots) after. */
struct address_map {
	struct address_slot *slots; /* open addressing, 2^n of them */
	size_t slot_count;
	size_t count;
};

/* KEY, not NULL, has VALUE from now on. */
bool address_map_set(struct address_map *map, const void *key, uint32_t value,
	struct error *err);

/* False: KEY has no value, and *VALUEP is as it was. */
bool address_map_get(
	const struct address_map *map, const void *key, uint32_t *valuep);

#endif
