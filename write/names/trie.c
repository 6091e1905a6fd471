/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "names/trie.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"

/* A phrase to be sorted. */
struct key {
	uint64_t prefix; /* its first 8 bytes, the first one highest */
	const unsigned char *bytes;
	uint16_t length, phrase;
};

/* By bytes; of those that are alike the first phrase comes first. */
static int compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	const size_t least = x->length < y->length ? x->length : y->length;
	int order;

	if (x->prefix != y->prefix) {
		return x->prefix < y->prefix ? -1 : 1;
	}
	order = memcmp(x->bytes, y->bytes, least);
	if (order != 0) {
		return order;
	}
	if (x->length != y->length) {
		return x->length - y->length;
	}
	return x->phrase - y->phrase;
}

static struct key key_of(const struct phrase_set *set, uint32_t phrase)
{
	const struct phrase *entry = &set->phrases[phrase];
	struct key key = { .bytes = set->bytes.data + entry->at,
		.length = entry->length,
		.phrase = (uint16_t)phrase };

	for (uint32_t i = 0; i < 8; i++) {
		key.prefix =
			key.prefix << 8 | (i < key.length ? key.bytes[i] : 0u);
	}
	return key;
}

static bool sort_phrases(
	struct trie *trie, const struct phrase_set *set, struct failure *err)
{
	struct key *keys = array_new(set->count, sizeof(*keys), err);

	free(trie->order);
	trie->order = array_new(set->count, sizeof(*trie->order), err);
	if (keys == NULL || trie->order == NULL) {
		free(keys);
		return false;
	}
	for (uint32_t i = 0; i < set->count; i++) {
		keys[i] = key_of(set, i);
	}
	qsort(keys, set->count, sizeof(*keys), compare_keys);
	for (uint32_t i = 0; i < set->count; i++) {
		trie->order[i] = keys[i].phrase;
	}
	trie->sorted = set->count;
	free(keys);
	return true;
}

/* The way to the phrase that was added last. */
struct way {
	const unsigned char *bytes;
	uint32_t length;
	uint32_t nodes[PHRASE_MAX]; /* by byte: where it leads */
};

static bool add_nodes(struct trie *trie, struct way *way,
	const unsigned char *bytes, uint32_t length, struct failure *err)
{
	struct trie_node *nodes = array_grow(trie->nodes, &trie->capacity,
		(size_t)trie->count + length, sizeof(*nodes), err);
	uint32_t i = 0;

	if (nodes == NULL) {
		return false;
	}
	trie->nodes = nodes;
	while (i < way->length && i < length && way->bytes[i] == bytes[i]) {
		i++;
	}
	way->nodes[0] = trie_start(bytes[0]);
	if (i > 1 && i < way->length) {
		nodes[way->nodes[i]].sibling = trie->count;
	} else if (i <= 1 && length > 1) {
		trie->seconds[bytes[0]][bytes[1]] = trie->count;
	}
	for (i = i > 0 ? i : 1; i < length; i++) {
		if (i > 1) {
			nodes[way->nodes[i - 1]].inner = true;
		}
		way->nodes[i] = trie->count++;
		nodes[way->nodes[i]] = (struct trie_node){ .byte = bytes[i],
			.phrase = NO_PHRASE };
	}
	way->bytes = bytes;
	way->length = length;
	return true;
}

static bool add(struct trie *trie, const struct phrase_set *set,
	uint32_t phrase, const uint32_t *costs, struct way *way,
	struct failure *err)
{
	const struct phrase *entry = &set->phrases[phrase];
	struct trie_node *node;

	if (!add_nodes(trie, way, set->bytes.data + entry->at, entry->length,
		    err)) {
		return false;
	}
	/* Two pairs can make the same string: the first one stands for it. */
	node = &trie->nodes[way->nodes[entry->length - 1]];
	if (node->phrase == NO_PHRASE) {
		node->phrase = (uint16_t)phrase;
		for (int place = 0; place < PLACES; place++) {
			node->costs[place] = !entry->live[place] ? NEVER
					     : costs != NULL     ? costs[place]
								 : 0;
		}
	}
	return true;
}

/* Leaves the root and the nodes that single bytes lead to. */
static bool clear(struct trie *trie, struct failure *err)
{
	struct trie_node *nodes = array_grow(
		trie->nodes, &trie->capacity, 1 + BYTES, sizeof(*nodes), err);

	if (nodes == NULL) {
		return false;
	}
	trie->nodes = nodes;
	free(trie->seconds);
	trie->seconds = array_new(BYTES, sizeof(*trie->seconds), err);
	if (trie->seconds == NULL) {
		return false;
	}
	for (trie->count = 0; trie->count <= BYTES; trie->count++) {
		nodes[trie->count] = (struct trie_node){ .phrase = NO_PHRASE };
	}
	nodes[0].byte = UINT8_MAX;
	return true;
}

bool trie_build(struct trie *trie, const struct phrase_set *set,
	uint32_t (*costs)[PLACES], struct failure *err)
{
	struct way way = { .length = 0 };

	if ((trie->sorted != set->count && !sort_phrases(trie, set, err)) ||
		!clear(trie, err)) {
		return false;
	}
	for (uint32_t i = 0; i < set->count; i++) {
		const uint32_t phrase = trie->order[i];

		if (phrase_is_live(&set->phrases[phrase]) &&
			!add(trie, set, phrase,
				costs != NULL ? costs[phrase] : NULL, &way,
				err)) {
			return false;
		}
	}
	return true;
}

void trie_free(struct trie *trie)
{
	free(trie->nodes);
	free(trie->seconds);
	free(trie->order);
	*trie = (struct trie){ 0 };
}
