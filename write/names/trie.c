/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "stages.h"

#include <stdlib.h>

/* Makes a table of which COUNT nodes fill half at most. */
static bool reserve(struct trie *trie, uint32_t count, struct failure *err)
{
	uint32_t size = 1024;

	while (size < 2 * count) {
		size *= 2;
	}
	trie->mask = size - 1;
	trie->nodes = array_new(size, sizeof(*trie->nodes), err);
	return trie->nodes != NULL;
}

static bool grow(struct trie *trie, struct failure *err)
{
	struct trie_node *old = trie->nodes;
	const uint32_t old_size = trie->mask + 1;

	if (!reserve(trie, old_size, err)) {
		free(old);
		return false;
	}
	for (uint32_t i = 0; i < old_size; i++) {
		if (old[i].key != 0) {
			*trie_step(trie, (uint32_t)(old[i].key >> 8),
				old[i].key & 0xff) = old[i];
		}
	}
	free(old);
	return true;
}

static bool add(struct trie *trie, const struct phrase_set *set,
	uint32_t phrase, const uint32_t *costs, struct failure *err)
{
	const struct phrase *entry = &set->phrases[phrase];
	struct trie_node *node;
	uint32_t number = 0, i = 0;

	if (trie->count + entry->length > trie->mask / 2 && !grow(trie, err)) {
		return false;
	}
	do {
		const unsigned char byte = set->bytes.data[entry->at + i];

		node = trie_step(trie, number, byte);
		if (node->key == 0) {
			*node = (struct trie_node){
				.key = (uint64_t)number << 8 | byte,
				.number = trie->count++,
				.phrase = NO_PHRASE
			};
		}
		number = node->number;
	} while (++i < entry->length);
	/* Two pairs can make the same string: the first one stands for it. */
	if (node->phrase == NO_PHRASE) {
		node->phrase = phrase;
		for (int place = 0; place < PLACES; place++) {
			node->costs[place] = !entry->live[place] ? NEVER
					     : costs != NULL     ? costs[place]
								 : 0;
		}
	}
	return true;
}

bool trie_build(struct trie *trie, const struct phrase_set *set,
	uint32_t (*costs)[PLACES], struct failure *err)
{
	if (!reserve(trie, 0, err)) {
		return false;
	}
	trie->count = 1;
	for (uint32_t i = 1; i < set->count; i++) {
		if (phrase_is_live(&set->phrases[i]) &&
			!add(trie, set, i, costs != NULL ? costs[i] : NULL,
				err)) {
			return false;
		}
	}
	return true;
}

void trie_free(struct trie *trie)
{
	free(trie->nodes);
	*trie = (struct trie){ 0 };
}
