/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "names/pairs.h"

#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"

#define FIRST_CAPACITY (1u << 12)
#define FIRST_SLOTS    (1u << 14)

static uint32_t slot_of(
	const struct pairs *pairs, uint32_t left, uint32_t right)
{
	const uint64_t key = ((uint64_t)left << 16 | right) * KSYM_HASH_MIX;

	return (uint32_t)(key >> 32) & pairs->mask;
}

uint32_t pairs_find(const struct pairs *pairs, uint32_t left, uint32_t right)
{
	for (uint32_t slot = slot_of(pairs, left, right);;
		slot = (slot + 1) & pairs->mask) {
		const uint32_t i = pairs->slots[slot];

		if (i == PAIRS_NONE ||
			(pairs->items[i].left == left &&
				pairs->items[i].right == right)) {
			return i;
		}
	}
}

/* No pair is unused, for then there would be no need. */
static bool grow_slots(struct pairs *pairs, struct failure *err)
{
	const uint32_t size = (pairs->mask + 1) * 2;
	uint32_t *slots = array_new(size, sizeof(*slots), err);

	if (slots == NULL) {
		return false;
	}
	memset(slots, 0xff, size * sizeof(*slots));
	pairs->mask = size - 1;
	for (uint32_t i = 0; i < pairs->count; i++) {
		uint32_t slot = slot_of(
			pairs, pairs->items[i].left, pairs->items[i].right);

		while (slots[slot] != PAIRS_NONE) {
			slot = (slot + 1) & pairs->mask;
		}
		slots[slot] = i;
	}
	free(pairs->slots);
	pairs->slots = slots;
	return true;
}

bool pairs_reserve(struct pairs *pairs, struct failure *err)
{
	struct pair *items;

	if (pairs->unused != PAIRS_NONE ||
		(pairs->count < pairs->capacity &&
			pairs->count < pairs->mask / 2)) {
		return true;
	}
	items = array_grow(pairs->items, &pairs->capacity,
		(size_t)pairs->count + 1, sizeof(*items), err);
	if (items == NULL) {
		return false;
	}
	pairs->items = items;
	return pairs->count < pairs->mask / 2 || grow_slots(pairs, err);
}

uint32_t pairs_need(struct pairs *pairs, uint32_t left, uint32_t right)
{
	uint32_t slot = slot_of(pairs, left, right);
	uint32_t i = pairs_find(pairs, left, right);

	if (i != PAIRS_NONE) {
		return i;
	}
	if (pairs->unused != PAIRS_NONE) {
		i = pairs->unused;
		pairs->unused = pairs->items[i].head;
	} else {
		i = pairs->count++;
	}
	pairs->items[i] = (struct pair){
		.left = left,
		.right = right,
		.head = PAIRS_NONE,
		.next = PAIRS_NONE,
		.previous = PAIRS_NONE,
	};
	while (pairs->slots[slot] != PAIRS_NONE) {
		slot = (slot + 1) & pairs->mask;
	}
	pairs->slots[slot] = i;
	return i;
}

/* Closes the gap that the pair leaves in the hash table. */
void pairs_forget(struct pairs *pairs, uint32_t i)
{
	uint32_t hole =
		slot_of(pairs, pairs->items[i].left, pairs->items[i].right);

	while (pairs->slots[hole] != i) {
		hole = (hole + 1) & pairs->mask;
	}
	for (uint32_t slot = (hole + 1) & pairs->mask;
		pairs->slots[slot] != PAIRS_NONE;
		slot = (slot + 1) & pairs->mask) {
		const struct pair *pair = &pairs->items[pairs->slots[slot]];
		const uint32_t home = slot_of(pairs, pair->left, pair->right);

		if (((slot - home) & pairs->mask) >=
			((slot - hole) & pairs->mask)) {
			pairs->slots[hole] = pairs->slots[slot];
			hole = slot;
		}
	}
	pairs->slots[hole] = PAIRS_NONE;
	pairs->items[i].count = 0;
	pairs->items[i].head = pairs->unused;
	pairs->unused = i;
}

static uint32_t queue_of(uint32_t count)
{
	return count < PAIRS_QUEUES ? count : PAIRS_QUEUES - 1;
}

void pairs_dequeue(struct pairs *pairs, uint32_t i)
{
	const struct pair *pair = &pairs->items[i];

	if (pair->previous != PAIRS_NONE) {
		pairs->items[pair->previous].next = pair->next;
	} else {
		pairs->queues[queue_of(pair->count)] = pair->next;
	}
	if (pair->next != PAIRS_NONE) {
		pairs->items[pair->next].previous = pair->previous;
	}
}

void pairs_enqueue(struct pairs *pairs, uint32_t i)
{
	struct pair *pair = &pairs->items[i];
	const uint32_t queue = queue_of(pair->count);

	pair->previous = PAIRS_NONE;
	pair->next = pairs->queues[queue];
	if (pair->next != PAIRS_NONE) {
		pairs->items[pair->next].previous = i;
	}
	pairs->queues[queue] = i;
	if (queue > pairs->top) {
		pairs->top = queue;
	}
}

uint32_t pairs_best(struct pairs *pairs, uint32_t least)
{
	uint32_t best = pairs->queues[PAIRS_QUEUES - 1];

	if (best != PAIRS_NONE) {
		for (uint32_t i = best; i != PAIRS_NONE;
			i = pairs->items[i].next) {
			if (pairs->items[i].count > pairs->items[best].count) {
				best = i;
			}
		}
		return best;
	}
	if (pairs->top > PAIRS_QUEUES - 2) {
		pairs->top = PAIRS_QUEUES - 2;
	}
	while (pairs->top >= least && pairs->queues[pairs->top] == PAIRS_NONE) {
		pairs->top--;
	}
	return pairs->top >= least ? pairs->queues[pairs->top] : PAIRS_NONE;
}

bool pairs_init(struct pairs *pairs, struct failure *err)
{
	pairs->unused = PAIRS_NONE;
	pairs->capacity = FIRST_CAPACITY;
	pairs->mask = FIRST_SLOTS - 1;
	pairs->items = array_new(FIRST_CAPACITY, sizeof(*pairs->items), err);
	pairs->slots = array_new(FIRST_SLOTS, sizeof(*pairs->slots), err);
	if (pairs->items == NULL || pairs->slots == NULL) {
		return false;
	}
	memset(pairs->slots, 0xff, FIRST_SLOTS * sizeof(*pairs->slots));
	memset(pairs->queues, 0xff, sizeof(pairs->queues));
	return true;
}

void pairs_free(struct pairs *pairs)
{
	free(pairs->items);
	free(pairs->slots);
}
