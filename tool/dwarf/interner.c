/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "interner.h"

#include <stdlib.h>
#include <string.h>

#include "core/array.h"

#define CHUNK_SIZE 65536

struct interner_chunk {
	struct interner_chunk *next;
	size_t used, size;
	char text[];
};

/* FNV-1a. */
static uint32_t hash_of(const unsigned char *bytes, size_t length)
{
	uint32_t hash = 2166136261U;

	for (size_t i = 0; i < length; i++) {
		hash = (hash ^ bytes[i]) * 16777619U;
	}
	return hash ^ hash >> 15;
}

/* Its slot, or the empty one where it belongs. */
static uint32_t *slot_of(const struct interner *interner, const void *text,
	size_t length, uint32_t hash)
{
	for (size_t i = hash;; i++) {
		uint32_t *slot =
			&interner->slots[i & (interner->slot_count - 1)];
		const struct interned *item;

		if (*slot == 0) {
			return slot;
		}
		item = &interner->items[*slot - 1];
		if (item->hash == hash && item->length == length &&
			memcmp(item->text, text, length) == 0) {
			return slot;
		}
	}
}

/* Keeps at least half of the slots empty. */
static bool grow_slots(struct interner *interner, struct error *err)
{
	const size_t count =
		interner->slot_count == 0 ? 64 : interner->slot_count * 2;
	uint32_t *slots;

	if (interner->count < interner->slot_count / 2) {
		return true;
	}
	slots = calloc(count, sizeof(*slots));
	if (slots == NULL) {
		return fail(err, "out of memory");
	}
	free(interner->slots);
	interner->slots = slots;
	interner->slot_count = count;
	for (size_t i = 0; i < interner->count; i++) {
		const struct interned *item = &interner->items[i];

		*slot_of(interner, item->text, item->length, item->hash) =
			(uint32_t)i + 1;
	}
	return true;
}

static char *copy(struct interner *interner, const void *text, size_t length,
	struct error *err)
{
	struct interner_chunk *chunk = interner->chunks;
	char *to;

	if (chunk == NULL || chunk->size - chunk->used <= length) {
		const size_t size =
			length < CHUNK_SIZE ? CHUNK_SIZE : length + 1;

		chunk = malloc(sizeof(*chunk) + size);
		if (chunk == NULL) {
			(void)fail(err, "out of memory");
			return NULL;
		}
		*chunk = (struct interner_chunk){ interner->chunks, 0, size };
		interner->chunks = chunk;
	}
	to = chunk->text + chunk->used;
	memcpy(to, text, length);
	to[length] = '\0';
	chunk->used += length + 1;
	return to;
}

bool interner_find(const struct interner *interner, const void *text,
	size_t length, uint32_t *numberp)
{
	const uint32_t *slot =
		interner->slot_count > 0
			? slot_of(interner, text, length, hash_of(text, length))
			: NULL;

	if (slot == NULL || *slot == 0) {
		return false;
	}
	*numberp = *slot - 1;
	return true;
}

bool intern(struct interner *interner, const void *text, size_t length,
	uint32_t *numberp, struct error *err)
{
	const uint32_t hash = hash_of(text, length);
	struct interned *items;
	uint32_t *slot;
	char *kept;

	if (!grow_slots(interner, err)) {
		return false;
	}
	slot = slot_of(interner, text, length, hash);
	if (*slot != 0) {
		*numberp = *slot - 1;
		return true;
	}
	items = array_room(interner->items, interner->count + 1,
		&interner->capacity, sizeof(*items), err);
	if (items == NULL) {
		return false;
	}
	interner->items = items;
	kept = copy(interner, text, length, err);
	if (kept == NULL) {
		return false;
	}
	items[interner->count++] =
		(struct interned){ kept, (uint32_t)length, hash };
	*slot = (uint32_t)interner->count;
	*numberp = *slot - 1;
	return true;
}

void interner_free(struct interner *interner)
{
	while (interner->chunks != NULL) {
		struct interner_chunk *chunk = interner->chunks;

		interner->chunks = chunk->next;
		free(chunk);
	}
	free(interner->items);
	free(interner->slots);
	*interner = (struct interner){ 0 };
}
