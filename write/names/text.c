/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Lays the phrases into one text: those that lie within another take nothing,
 * and the others are chained so that the end of one is the beginning of the
 * next, the longest overlaps first.
 */
#include "names/text.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"

#define NONE UINT32_MAX

/* A phrase, and where it stands. */
struct piece {
	const unsigned char *bytes;
	uint32_t length;
	uint32_t inside;         /* the piece that it lies within, or NONE */
	uint32_t offset;         /* in that piece; when done, in the text */
	uint32_t next, previous; /* in its chain */
	uint32_t overlap;        /* bytes shared with the previous */
	uint32_t chain;          /* towards the first piece seen of the chain */
	uint32_t same;           /* another piece in its hash slot */
};

struct layout {
	struct piece *pieces; /* by number */
	uint32_t count;
	uint32_t *slots; /* of pieces, by a hash of their first bytes */
	uint32_t mask;
};

/* Notes that the phrases which begin at byte FROM of piece I lie within it. */
static void mark_from(struct layout *layout, uint32_t i, uint32_t from,
	const struct trie *trie, const struct vocabulary *vocabulary)
{
	const struct piece *outer = &layout->pieces[i];
	uint32_t number = 0;

	for (uint32_t to = from; to < outer->length; to++) {
		const struct trie_node *node =
			trie_step(trie, number, outer->bytes[to]);
		struct piece *inner;

		if (node->key == 0) {
			return;
		}
		number = node->number;
		if (node->phrase == NO_PHRASE) {
			continue;
		}
		inner = &layout->pieces[vocabulary->numbers[node->phrase]];
		if (inner->length < outer->length) {
			inner->inside = i;
			inner->offset = from;
		}
	}
}

/* Notes in which longer piece each one lies, if in any. */
static void mark_inner(struct layout *layout, const struct trie *trie,
	const struct vocabulary *vocabulary)
{
	for (uint32_t i = 0; i < layout->count; i++) {
		for (uint32_t k = 0; k < layout->pieces[i].length; k++) {
			mark_from(layout, i, k, trie, vocabulary);
		}
	}
}

static uint32_t hash_bytes(const struct layout *layout,
	const unsigned char *bytes, uint32_t length)
{
	uint32_t hash = 2166136261u;

	for (uint32_t i = 0; i < length; i++) {
		hash = (hash ^ bytes[i]) * 16777619u;
	}
	return (hash ^ hash >> 15) & layout->mask;
}

static uint32_t chain_of(struct layout *layout, uint32_t i)
{
	struct piece *pieces = layout->pieces;

	while (pieces[i].chain != i) {
		pieces[i].chain = pieces[pieces[i].chain].chain;
		i = pieces[i].chain;
	}
	return i;
}

/* Files the pieces that nothing precedes yet by their first OVERLAP bytes. */
static void file_pieces(struct layout *layout, uint32_t overlap)
{
	memset(layout->slots, 0xff,
		((size_t)layout->mask + 1) * sizeof(*layout->slots));
	for (uint32_t i = layout->count; i-- > 0;) {
		struct piece *piece = &layout->pieces[i];
		uint32_t slot;

		if (piece->inside != NONE || piece->previous != NONE ||
			piece->length <= overlap) {
			continue;
		}
		slot = hash_bytes(layout, piece->bytes, overlap);
		piece->same = layout->slots[slot];
		layout->slots[slot] = i;
	}
}

/*
 * Where it is filed that a piece of another chain begins with the last OVERLAP
 * bytes of piece I; what is filed there is NONE if no piece does.
 */
static uint32_t *find_follower(
	struct layout *layout, uint32_t i, uint32_t overlap)
{
	struct piece *pieces = layout->pieces;
	const unsigned char *tail =
		pieces[i].bytes + pieces[i].length - overlap;
	uint32_t *place = &layout->slots[hash_bytes(layout, tail, overlap)];

	while (*place != NONE &&
		(memcmp(pieces[*place].bytes, tail, overlap) != 0 ||
			chain_of(layout, *place) == chain_of(layout, i))) {
		place = &pieces[*place].same;
	}
	return place;
}

/* Puts a piece behind piece I that begins with its last OVERLAP bytes. */
static void link_piece(struct layout *layout, uint32_t i, uint32_t overlap)
{
	struct piece *pieces = layout->pieces;
	uint32_t *place = find_follower(layout, i, overlap);
	const uint32_t follower = *place;

	if (follower == NONE) {
		return;
	}
	pieces[i].next = follower;
	pieces[follower].previous = i;
	pieces[follower].overlap = overlap;
	pieces[chain_of(layout, follower)].chain = chain_of(layout, i);
	*place = pieces[follower].same;
}

static void link_pieces(struct layout *layout)
{
	for (uint32_t overlap = KSYM_PHRASE_MAX - 1; overlap > 0; overlap--) {
		file_pieces(layout, overlap);
		for (uint32_t i = 0; i < layout->count; i++) {
			const struct piece *piece = &layout->pieces[i];

			if (piece->inside == NONE && piece->next == NONE &&
				piece->length > overlap) {
				link_piece(layout, i, overlap);
			}
		}
	}
}

static bool write_chain(struct layout *layout, uint32_t i, struct bytes *out,
	struct failure *err)
{
	for (; i != NONE; i = layout->pieces[i].next) {
		struct piece *piece = &layout->pieces[i];

		piece->offset = (uint32_t)out->size - piece->overlap;
		if (!bytes_append(out, piece->bytes + piece->overlap,
			    piece->length - piece->overlap, err)) {
			return false;
		}
	}
	return true;
}

/* Where piece I stands in the text. Pieces nest less deep than they are long. */
static uint32_t piece_at(const struct layout *layout, uint32_t i)
{
	uint32_t at = 0;

	for (; i != NONE; i = layout->pieces[i].inside) {
		at += layout->pieces[i].offset;
	}
	return at;
}

static bool layout_init(struct layout *layout, const struct phrase_set *set,
	const struct vocabulary *vocabulary, struct failure *err)
{
	uint32_t size = 2;

	while (size < 2 * vocabulary->count) {
		size *= 2;
	}
	layout->count = vocabulary->count;
	layout->mask = size - 1;
	layout->slots = array_new(size, sizeof(*layout->slots), err);
	layout->pieces = array_new(layout->count, sizeof(*layout->pieces), err);
	if (layout->slots == NULL || layout->pieces == NULL) {
		return false;
	}
	for (uint32_t i = 0; i < layout->count; i++) {
		const struct phrase *phrase =
			&set->phrases[vocabulary->phrases[i]];

		layout->pieces[i] = (struct piece){
			.bytes = set->bytes.data + phrase->at,
			.length = phrase->length,
			.inside = NONE,
			.next = NONE,
			.previous = NONE,
			.chain = i,
		};
	}
	return true;
}

static bool lay_text(
	struct layout *layout, struct phrase_text *text, struct failure *err)
{
	link_pieces(layout);
	for (uint32_t i = 0; i < layout->count; i++) {
		const struct piece *piece = &layout->pieces[i];

		if (piece->inside == NONE && piece->previous == NONE &&
			!write_chain(layout, i, &text->bytes, err)) {
			return false;
		}
	}
	for (uint32_t i = 0; i < layout->count; i++) {
		text->at[i] = piece_at(layout, i);
	}
	return true;
}

bool text_build(const struct phrase_set *set,
	const struct vocabulary *vocabulary, struct phrase_text *text,
	struct failure *err)
{
	struct layout layout = { 0 };
	struct trie trie = { 0 };
	bool done;

	text->at = array_new(vocabulary->count, sizeof(*text->at), err);
	done = text->at != NULL && layout_init(&layout, set, vocabulary, err) &&
	       trie_build(&trie, set, NULL, err);
	if (done) {
		mark_inner(&layout, &trie, vocabulary);
		done = lay_text(&layout, text, err);
	}
	trie_free(&trie);
	free(layout.pieces);
	free(layout.slots);
	return done;
}

void text_free(struct phrase_text *text)
{
	free(text->bytes.data);
	free(text->at);
	*text = (struct phrase_text){ 0 };
}
