/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/keys.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"

#define FIRST_SLOTS 64u

static uint32_t hash_key(struct key key)
{
	uint64_t hash = key.a * 0x9e3779b97f4a7c15u + key.b;

	hash = (hash ^ hash >> 29) * 0xbf58476d1ce4e5b9u + key.c;
	hash = (hash ^ hash >> 32) * 0x94d049bb133111ebu;
	return (uint32_t)(hash >> 32);
}

static bool same_keys(struct key x, struct key y)
{
	return x.a == y.a && x.b == y.b && x.c == y.c;
}

/* The slot of KEY, or a free one. */
static uint32_t *slot_of(const struct keys *keys, struct key key)
{
	uint32_t slot = hash_key(key) & keys->mask;

	while (keys->slots[slot] != KEYS_NONE &&
		!same_keys(keys->items[keys->slots[slot]].key, key)) {
		slot = (slot + 1) & keys->mask;
	}
	return &keys->slots[slot];
}

/* Makes room for another key; half of the slots or more stay free. */
static bool grow(struct keys *keys, struct failure *err)
{
	struct counted_key *items = array_grow(keys->items, &keys->capacity,
		(size_t)keys->count + 1, sizeof(*items), err);
	size_t size;
	uint32_t *slots;

	if (items == NULL) {
		return false;
	}
	keys->items = items;
	if (keys->slots != NULL && keys->count < keys->mask / 2) {
		return true;
	}
	size = keys->slots == NULL ? FIRST_SLOTS : 2 * ((size_t)keys->mask + 1);
	slots = array_new(size, sizeof(*slots), err);
	if (slots == NULL) {
		return false;
	}
	memset(slots, 0xff, size * sizeof(*slots));
	free(keys->slots);
	keys->slots = slots;
	keys->mask = (uint32_t)(size - 1);
	for (uint32_t i = 0; i < keys->count; i++) {
		*slot_of(keys, keys->items[i].key) = i;
	}
	return true;
}

bool keys_add(struct keys *keys, struct key key, uint32_t *numberp,
	struct failure *err)
{
	uint32_t *slot;

	if (!grow(keys, err)) {
		return false;
	}
	slot = slot_of(keys, key);
	if (*slot == KEYS_NONE) {
		*slot = keys->count;
		keys->items[keys->count++] = (struct counted_key){ key, 0 };
	}
	*numberp = *slot;
	return true;
}

bool keys_count(
	struct keys *keys, struct key key, uint32_t uses, struct failure *err)
{
	uint32_t number;

	if (!keys_add(keys, key, &number, err)) {
		return false;
	}
	keys->items[number].uses += uses;
	return true;
}

uint32_t keys_find(const struct keys *keys, struct key key)
{
	return keys->slots == NULL ? KEYS_NONE : *slot_of(keys, key);
}

uint32_t keys_uses(const struct keys *keys, struct key key)
{
	const uint32_t number = keys_find(keys, key);

	return number == KEYS_NONE ? 0 : keys->items[number].uses;
}

void keys_free(struct keys *keys)
{
	free(keys->items);
	free(keys->slots);
	*keys = (struct keys){ 0 };
}
