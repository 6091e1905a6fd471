/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The live phrases, to be walked byte by byte. */
#ifndef KSYM_WRITE_TRIE_H
#define KSYM_WRITE_TRIE_H

#include <stdbool.h>
#include <stdint.h>

#include "names/phrases.h"

#define NO_PHRASE 0xffffu

/* A node of the trie, with the edge that leads to it. */
struct trie_node {
	uint32_t key; /* parent << 8 | byte; 0: free */
	uint32_t number;
	uint32_t phrase; /* that ends here, or NO_PHRASE */
	uint32_t cost;
};

/* The live phrases, to be walked byte by byte. The root is number 0. */
struct trie {
	struct trie_node *nodes; /* a hash table by key */
	uint32_t mask;
	uint32_t count; /* numbers given */
};

/* COSTS, one a phrase, may be NULL. */
bool trie_build(struct trie *trie, const struct phrase_set *set,
	const uint32_t *costs, struct failure *err);
void trie_free(struct trie *trie);

static inline uint32_t trie_slot(const struct trie *trie, uint32_t key)
{
	const uint32_t hash = key * 0x9e3779b1u;

	return (hash ^ hash >> 15) & trie->mask;
}

/* The node that BYTE leads to from node NUMBER; its key is 0 if there is none. */
static inline struct trie_node *trie_step(
	const struct trie *trie, uint32_t number, unsigned char byte)
{
	const uint32_t key = number << 8 | byte;
	uint32_t slot = trie_slot(trie, key);

	while (trie->nodes[slot].key != key && trie->nodes[slot].key != 0) {
		slot = (slot + 1) & trie->mask;
	}
	return &trie->nodes[slot];
}

#endif
