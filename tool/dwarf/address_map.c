/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "address_map.h"

#include <stdlib.h>

/* KEY's slot, or the empty one where it belongs. */
static struct address_slot *slot_of(
	const struct address_map *map, const void *key)
{
	/* Fibonacci hashing: near addresses go far apart. */
	const uint64_t hash = (uint64_t)(uintptr_t)key * 0x9e3779b97f4a7c15U;

	for (size_t i = (size_t)(hash >> 32);; i++) {
		struct address_slot *slot =
			&map->slots[i & (map->slot_count - 1)];

		if (slot->key == NULL || slot->key == key) {
			return slot;
		}
	}
}

/* Keeps at least half of the slots empty. */
static bool grow(struct address_map *map, struct error *err)
{
	struct address_map larger = {
		.slot_count = map->slot_count == 0 ? 64 : map->slot_count * 2,
		.count = map->count,
	};

	if (map->count < map->slot_count / 2) {
		return true;
	}
	larger.slots = calloc(larger.slot_count, sizeof(*larger.slots));
	if (larger.slots == NULL) {
		return fail(err, "out of memory");
	}
	for (size_t i = 0; i < map->slot_count; i++) {
		if (map->slots[i].key != NULL) {
			*slot_of(&larger, map->slots[i].key) = map->slots[i];
		}
	}
	free(map->slots);
	*map = larger;
	return true;
}

bool address_map_set(struct address_map *map, const void *key, uint32_t value,
	struct error *err)
{
	struct address_slot *slot;

	if (!grow(map, err)) {
		return false;
	}
	slot = slot_of(map, key);
	map->count += slot->key == NULL;
	*slot = (struct address_slot){ key, value };
	return true;
}

bool address_map_get(
	const struct address_map *map, const void *key, uint32_t *valuep)
{
	const struct address_slot *slot;

	if (map->slot_count == 0) {
		return false;
	}
	slot = slot_of(map, key);
	if (slot->key == NULL) {
		return false;
	}
	*valuep = slot->value;
	return true;
}
