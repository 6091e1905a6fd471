/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "compact_stages.h"

#include <stdlib.h>

/* The edge of that key, or the free one where it would stand. */
static struct trie_edge *find_edge(const struct trie *trie, uint32_t key)
{
	uint32_t slot = trie_slot(trie, key);

	while (trie->edges[slot].key != 0 && trie->edges[slot].key != key) {
		slot = (slot + 1) & trie->mask;
	}
	return &trie->edges[slot];
}

/* Makes room for NODES nodes, half the edges free. */
static bool reserve(struct trie *trie, uint32_t nodes, struct error *err)
{
	uint32_t size = 1024;

	while (size < 2 * nodes) {
		size *= 2;
	}
	trie->mask = size - 1;
	trie->capacity = nodes;
	trie->edges = compact_alloc(size, sizeof(*trie->edges), err);
	trie->nodes = compact_alloc(nodes, sizeof(*trie->nodes), err);
	return trie->edges != NULL && trie->nodes != NULL;
}

static void add(struct trie *trie, const struct phrase_set *set,
	uint32_t phrase, uint32_t cost)
{
	const struct phrase *entry = &set->phrases[phrase];
	uint32_t node = 0;

	for (uint32_t i = 0; i < entry->length; i++) {
		const uint32_t key = node << 8 | set->bytes.data[entry->at + i];
		struct trie_edge *edge = find_edge(trie, key);

		if (edge->key == 0) {
			*edge = (struct trie_edge){ .key = key,
				.node = trie->count };
			if (node == 0) {
				trie->roots[key] = trie->count;
			}
			trie->nodes[trie->count++].phrase = COMPACT_NO_PHRASE;
		}
		node = edge->node;
	}
	/* Two pairs can make the same string: the first one stands for it. */
	if (trie->nodes[node].phrase == COMPACT_NO_PHRASE) {
		trie->nodes[node] =
			(struct trie_node){ .phrase = phrase, .cost = cost };
	}
}

/*
 * Phrases share nodes, so fewer edges would do than were reserved, and a small
 * table stays in the processor's cache.
 */
static bool shrink(struct trie *trie, struct error *err)
{
	struct trie_edge *old = trie->edges;
	const uint32_t old_size = trie->mask + 1;
	uint32_t size = 1024;

	while (size < 2 * trie->count) {
		size *= 2;
	}
	trie->edges = compact_alloc(size, sizeof(*trie->edges), err);
	if (trie->edges == NULL) {
		free(old);
		return false;
	}
	trie->mask = size - 1;
	for (uint32_t i = 0; i < old_size; i++) {
		if (old[i].key != 0) {
			*find_edge(trie, old[i].key) = old[i];
		}
	}
	free(old);
	return true;
}

bool trie_build(struct trie *trie, const struct phrase_set *set,
	const uint32_t *costs, struct error *err)
{
	uint32_t nodes = 1;

	for (uint32_t i = 1; i < set->count; i++) {
		nodes += set->phrases[i].live ? set->phrases[i].length : 0;
	}
	if (!reserve(trie, nodes, err)) {
		return false;
	}
	trie->count = 1;
	trie->nodes[0].phrase = COMPACT_NO_PHRASE;
	for (uint32_t i = 1; i < set->count; i++) {
		if (set->phrases[i].live) {
			add(trie, set, i, costs != NULL ? costs[i] : 0);
		}
	}
	return shrink(trie, err);
}

void trie_free(struct trie *trie)
{
	free(trie->edges);
	free(trie->nodes);
	*trie = (struct trie){ 0 };
}
