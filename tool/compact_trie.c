/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "compact_stages.h"

#include <stdlib.h>

static uint32_t edge_slot(const struct trie *trie, uint32_t key)
{
	const uint32_t hash = key * 0x9e3779b1u;

	return (hash ^ hash >> 15) & trie->mask;
}

/* The edge of that key, or the free one where it would stand. */
static struct trie_edge *find_edge(const struct trie *trie, uint32_t key)
{
	uint32_t slot = edge_slot(trie, key);

	while (trie->edges[slot].key != 0 && trie->edges[slot].key != key) {
		slot = (slot + 1) & trie->mask;
	}
	return &trie->edges[slot];
}

uint32_t trie_step(const struct trie *trie, uint32_t node, unsigned char byte)
{
	return find_edge(trie, node << 8 | byte)->node;
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
	return true;
}

void trie_free(struct trie *trie)
{
	free(trie->edges);
	free(trie->nodes);
	*trie = (struct trie){ 0 };
}
