/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The live phrases, to be walked byte by byte. */
#ifndef KSYM_WRITE_TRIE_H
#define KSYM_WRITE_TRIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "names/phrases.h"

#define NEVER 0x3fffffffu /* more than any cost */

/* A node of the trie, with the edge that leads to it. */
struct trie_node {
	uint32_t sibling;       /* of a greater byte; 0: none */
	uint32_t costs[PLACES]; /* in 1/256 of a bit; NEVER where it is not live
				 */
	uint16_t phrase;        /* that ends here, or NO_PHRASE */
	uint8_t byte;
	bool inner; /* the next node is its first child */
};

/*
 * The live phrases, to be walked byte by byte. The root is number 0. Every byte
 * leads from there, to a node from which so many ways go on that a table says
 * where they lead. The nodes behind those are in the order of their strings, so
 * that most steps lead to the next one. The root's own byte is the greatest, so
 * that a search among siblings ends there.
 */
struct trie {
	struct trie_node *nodes;
	size_t capacity;
	uint32_t count;
	uint32_t (*seconds)[BYTES]; /* by two bytes: their node; 0: none */
	uint16_t *order;            /* phrases by their bytes */
	uint32_t sorted;            /* how many those are */
};

/*
 * COSTS, by phrase, may be NULL: then none costs anything. TRIE may hold what
 * was made of the same phrases when others of them were live; trie_free after,
 * also of an error.
 */
bool trie_build(struct trie *trie, const struct phrase_set *set,
	uint32_t (*costs)[PLACES], struct failure *err);
void trie_free(struct trie *trie);

/* The node that BYTE leads to from the root. */
static inline uint32_t trie_start(unsigned char byte)
{
	return 1u + byte;
}

/* The node that BYTE leads to from node NUMBER, not the root; 0: none. */
static inline uint32_t trie_step(
	const struct trie *trie, uint32_t number, unsigned char byte)
{
	if (number <= BYTES) {
		return trie->seconds[number - 1][byte];
	}
	if (!trie->nodes[number].inner) {
		return 0;
	}
	number++;
	while (trie->nodes[number].byte < byte) {
		number = trie->nodes[number].sibling;
	}
	return trie->nodes[number].byte == byte ? number : 0;
}

#endif
