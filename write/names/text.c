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
#include "names/trie.h"

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
	struct piece *pieces;
	uint32_t *phrases; /* by piece */
	uint32_t *numbers; /* by phrase: its piece */
	uint32_t count;
	uint32_t *slots; /* of pieces, by a hash of their first bytes */
	uint32_t mask;
};

/* Notes that PHRASE lies within piece I, if that is longer. */
static void note_inner(
	struct layout *layout, uint32_t phrase, uint32_t i, uint32_t from)
{
	struct piece *inner = &layout->pieces[layout->numbers[phrase]];

	if (inner->length < layout->pieces[i].length) {
		inner->inside = i;
		inner->offset = from;
	}
}

/* Notes of the phrases that piece I holds that they lie there. */
static void mark_inner(
	struct layout *layout, uint32_t i, const struct trie *trie)
{
	const struct piece *outer = &layout->pieces[i];

	for (uint32_t from = 0; from < outer->length; from++) {
		uint32_t number = trie_start(outer->bytes[from]);

		for (uint32_t to = from + 1; number != 0; to++) {
			const uint32_t phrase = trie->nodes[number].phrase;

			if (phrase != NO_PHRASE) {
				note_inner(layout, phrase, i, from);
			}
			number = to < outer->length ? trie_step(trie, number,
							      outer->bytes[to])
						    : 0;
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

/* Puts a piece behind piece I that begins with its last OVERLAP bytes. */
static void link_piece(struct layout *layout, uint32_t i, uint32_t overlap)
{
	struct piece *pieces = layout->pieces;
	struct piece *piece = &pieces[i];
	const unsigned char *tail = piece->bytes + piece->length - overlap;
	uint32_t *from = &layout->slots[hash_bytes(layout, tail, overlap)];

	for (; *from != NONE; from = &pieces[*from].same) {
		struct piece *next = &pieces[*from];

		if (memcmp(next->bytes, tail, overlap) != 0 ||
			chain_of(layout, *from) == chain_of(layout, i)) {
			continue;
		}
		piece->next = *from;
		next->previous = i;
		next->overlap = overlap;
		pieces[chain_of(layout, *from)].chain = chain_of(layout, i);
		*from = next->same;
		return;
	}
}

static uint32_t longest_piece(const struct layout *layout)
{
	uint32_t longest = 0;

	for (uint32_t i = 0; i < layout->count; i++) {
		const uint32_t length = layout->pieces[i].length;

		longest = length > longest ? length : longest;
	}
	return longest;
}

static void link_pieces(struct layout *layout)
{
	for (uint32_t overlap = longest_piece(layout); overlap > 0; overlap--) {
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
	struct failure *err)
{
	uint32_t size = 2;

	while (size < 2 * set->count) {
		size *= 2;
	}
	layout->mask = size - 1;
	layout->slots = array_new(size, sizeof(*layout->slots), err);
	layout->pieces = array_new(set->count, sizeof(*layout->pieces), err);
	layout->phrases = array_new(set->count, sizeof(*layout->phrases), err);
	layout->numbers = array_new(set->count, sizeof(*layout->numbers), err);
	if (layout->slots == NULL || layout->pieces == NULL ||
		layout->phrases == NULL || layout->numbers == NULL) {
		return false;
	}
	for (uint32_t i = 0; i < set->count; i++) {
		const struct phrase *phrase = &set->phrases[i];

		if (!phrase_is_live(phrase)) {
			continue;
		}
		layout->pieces[layout->count] = (struct piece){
			.bytes = set->bytes.data + phrase->at,
			.length = phrase->length,
			.inside = NONE,
			.next = NONE,
			.previous = NONE,
			.chain = layout->count,
		};
		layout->phrases[layout->count] = i;
		layout->numbers[i] = layout->count++;
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
		text->at[layout->phrases[i]] = piece_at(layout, i);
	}
	return true;
}

bool text_build(const struct phrase_set *set, struct phrase_text *text,
	struct failure *err)
{
	struct layout layout = { 0 };
	struct trie trie = { 0 };
	bool done;

	text->at = array_new(set->count, sizeof(*text->at), err);
	done = text->at != NULL && layout_init(&layout, set, err) &&
	       trie_build(&trie, set, NULL, err);
	for (uint32_t i = 0; done && i < layout.count; i++) {
		mark_inner(&layout, i, &trie);
	}
	done = done && lay_text(&layout, text, err);
	trie_free(&trie);
	free(layout.pieces);
	free(layout.phrases);
	free(layout.numbers);
	free(layout.slots);
	return done;
}

void text_free(struct phrase_text *text)
{
	free(text->bytes.data);
	free(text->at);
	*text = (struct phrase_text){ 0 };
}
