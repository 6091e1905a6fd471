/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Proposes phrases by recursive pairing (Larsson and Moffat, "Off-line
 * dictionary-based compression", 2000): the pair of neighbours that occurs most
 * often becomes one symbol, again and again. Every occurrence of a pair is on
 * the pair's list, and pairs are queued by how often they occur, so the whole
 * takes time like the text's length.
 *
 * The names stand one behind the other, each ended by END. A position that a
 * pairing has swallowed holds GONE; the first and the last of a run of those
 * say where their live neighbours are.
 */
#include "names/phrases.h"

#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "names/long_names.h"
#include "names/pairs.h"
#include "names/parse.h"

#define END      0u
#define GONE     0xffffu
#define PAIR_MAX 63 /* bytes of a pair: a record's length has 6 bits then */

/* A position of the text; next and previous of a swallowed one: see above. */
struct spot {
	uint32_t next, previous; /* on the list of its pair's occurrences */
	uint32_t pair;           /* that begins here and is counted */
	uint16_t symbol;
};

struct pairing {
	struct phrase_set *set;
	const struct setting *setting;
	uint32_t most; /* phrases */
	struct spot *spots;
	size_t capacity;
	uint32_t length;
	struct pairs pairs;
};

/* The live position behind AT, or the length. */
static uint32_t after(const struct pairing *p, uint32_t at)
{
	at++;
	return at < p->length && p->spots[at].symbol == GONE ? p->spots[at].next
							     : at;
}

/* The live position before AT, or PAIRS_NONE. */
static uint32_t before(const struct pairing *p, uint32_t at)
{
	if (at == 0) {
		return PAIRS_NONE;
	}
	at--;
	return p->spots[at].symbol == GONE ? p->spots[at].previous : at;
}

static void list_occurrence(struct pairing *p, uint32_t i, uint32_t at)
{
	struct pair *pair = &p->pairs.items[i];
	struct spot *spot = &p->spots[at];

	spot->next = pair->head;
	spot->previous = PAIRS_NONE;
	spot->pair = i;
	if (pair->head != PAIRS_NONE) {
		p->spots[pair->head].previous = at;
	}
	pair->head = at;
	pair->count++;
}

static void add_occurrence(
	struct pairing *p, uint32_t left, uint32_t right, uint32_t at)
{
	const uint32_t i = pairs_need(&p->pairs, left, right);

	if (p->pairs.items[i].count > 0) {
		pairs_dequeue(&p->pairs, i);
	}
	list_occurrence(p, i, at);
	pairs_enqueue(&p->pairs, i);
}

/* Takes the pair that begins at AT off its list, if it is on one. */
static void drop_occurrence(struct pairing *p, uint32_t at)
{
	struct spot *spot = &p->spots[at];
	const uint32_t i = spot->pair;
	struct pair *pair = &p->pairs.items[i];

	if (i == PAIRS_NONE) {
		return;
	}
	pairs_dequeue(&p->pairs, i);
	if (spot->previous != PAIRS_NONE) {
		p->spots[spot->previous].next = spot->next;
	} else {
		pair->head = spot->next;
	}
	if (spot->next != PAIRS_NONE) {
		p->spots[spot->next].previous = spot->previous;
	}
	pair->count--;
	spot->pair = PAIRS_NONE;
	if (pair->count > 0) {
		pairs_enqueue(&p->pairs, i);
	} else {
		pairs_forget(&p->pairs, i);
	}
}

/* The pair at AT becomes the symbol MADE. */
static bool replace(
	struct pairing *p, uint32_t at, uint32_t made, struct failure *err)
{
	const uint32_t second = after(p, at), earlier = before(p, at);
	const uint32_t later = after(p, second);
	const bool has_earlier =
		earlier != PAIRS_NONE && p->spots[earlier].symbol != END;
	const bool has_later = p->spots[later].symbol != END;

	drop_occurrence(p, at);
	if (has_earlier) {
		drop_occurrence(p, earlier);
	}
	if (has_later) {
		drop_occurrence(p, second);
	}
	p->spots[at].symbol = (uint16_t)made;
	p->spots[second].symbol = GONE;
	p->spots[at + 1].next = later;
	p->spots[later - 1].previous = at;
	if (has_earlier) {
		if (!pairs_reserve(&p->pairs, err)) {
			return false;
		}
		add_occurrence(p, p->spots[earlier].symbol, made, earlier);
	}
	if (has_later) {
		if (!pairs_reserve(&p->pairs, err)) {
			return false;
		}
		add_occurrence(p, made, p->spots[later].symbol, at);
	}
	return true;
}

static bool count_pairs(struct pairing *p, struct failure *err)
{
	for (uint32_t at = 0; at < p->length; at++) {
		p->spots[at].pair = PAIRS_NONE;
	}
	for (uint32_t at = 0; at + 1 < p->length; at++) {
		const uint32_t left = p->spots[at].symbol;
		const uint32_t right = p->spots[at + 1].symbol;

		if (left == END || right == END) {
			continue;
		}
		/* In a run of one symbol, pairs do not overlap. */
		if (at > 0 && left == right &&
			p->spots[at - 1].symbol == left &&
			p->spots[at - 1].pair != PAIRS_NONE) {
			continue;
		}
		if (!pairs_reserve(&p->pairs, err)) {
			return false;
		}
		list_occurrence(p, pairs_need(&p->pairs, left, right), at);
	}
	for (uint32_t i = 0; i < p->pairs.count; i++) {
		pairs_enqueue(&p->pairs, i);
	}
	return true;
}

/* Gives up a pair that is too long for a phrase. */
static void discard_pair(struct pairing *p, uint32_t i)
{
	uint32_t at = p->pairs.items[i].head;

	pairs_dequeue(&p->pairs, i);
	while (at != PAIRS_NONE) {
		const uint32_t next = p->spots[at].next;

		p->spots[at].pair = PAIRS_NONE;
		at = next;
	}
	pairs_forget(&p->pairs, i);
}

static bool add_phrase(struct phrase_set *set, uint32_t left, uint32_t right,
	struct failure *err)
{
	const struct phrase a = set->phrases[left], b = set->phrases[right];
	unsigned char bytes[PAIR_MAX];

	memcpy(bytes, set->bytes.data + a.at, a.length);
	memcpy(bytes + a.length, set->bytes.data + b.at, b.length);
	set->phrases[set->count++] = (struct phrase){
		.at = (uint32_t)set->bytes.size,
		.left = (uint16_t)left,
		.right = (uint16_t)right,
		.length = (uint16_t)(a.length + b.length),
		.live = { true, true },
	};
	return bytes_append(&set->bytes, bytes, a.length + b.length, err);
}

static bool pair_up(struct pairing *p, struct failure *err)
{
	struct phrase_set *set = p->set;
	uint32_t best;

	while (set->count < p->most &&
		(best = pairs_best(&p->pairs, p->setting->count_min)) !=
			PAIRS_NONE) {
		const struct pair pair = p->pairs.items[best];
		const uint32_t made = set->count;
		bool left = true;

		if (set->phrases[pair.left].length +
				set->phrases[pair.right].length >
			PAIR_MAX) {
			discard_pair(p, best);
			continue;
		}
		if (!add_phrase(set, pair.left, pair.right, err)) {
			return false;
		}
		while (left) {
			if (!replace(p, p->pairs.items[best].head, made, err)) {
				return false;
			}
			left = pairs_find(&p->pairs, pair.left, pair.right) ==
			       best;
		}
	}
	return true;
}

static void count_uses(const struct pairing *p)
{
	for (uint32_t at = 0; at < p->length; at = after(p, at)) {
		const uint32_t next = after(p, at);
		const enum place place =
			p->setting->split && next < p->length &&
					p->spots[next].symbol == END
				? LAST
				: WITHIN;

		p->set->phrases[p->spots[at].symbol].uses[place]++;
	}
}

/* Every byte is a phrase, live if a name has it. */
static bool add_bytes(
	const struct names *names, struct phrase_set *set, struct failure *err)
{
	for (uint32_t i = 0; i < BYTES; i++) {
		const unsigned char byte = (unsigned char)i;

		set->phrases[i] = (struct phrase){ .at = i,
			.left = (uint16_t)i,
			.right = (uint16_t)i,
			.length = 1 };
		if (!bytes_append(&set->bytes, &byte, 1, err)) {
			return false;
		}
	}
	set->count = BYTES;
	for (uint32_t i = 0; i < names->count; i++) {
		for (uint32_t k = 0; k < names->items[i].length; k++) {
			set->phrases[names->items[i].bytes[k]].live[WITHIN] =
				set->phrases[names->items[i].bytes[k]]
					.live[LAST] = true;
		}
	}
	return true;
}

/*
 * Lays out what to learn from: of each name what the name before does not have,
 * as the rest is mostly repeated; of a large list, some groups of names.
 */
static void lay_out(struct pairing *p, const struct names *names)
{
	const uint64_t stride = names_stride(names);

	for (uint32_t i = 0; i < names->count; i++) {
		const struct name *name = &names->items[i];

		if (i / KSYM_BLOCK % stride != 0 ||
			name->length >= p->capacity - p->length) {
			continue;
		}
		for (uint32_t k = name->shared; k < name->length; k++) {
			p->spots[p->length++].symbol = name->bytes[k];
		}
		p->spots[p->length++].symbol = END;
	}
}

/*
 * Lays out the tokens that names have of their own. What ends a long name is
 * left out: it will be cut anew.
 */
static void lay_out_tokens(
	struct pairing *p, const struct parse *parse, const struct names *names)
{
	for (uint32_t i = 0; i < names->count; i++) {
		const uint16_t *tokens = parse_tokens(parse, i);

		for (uint32_t k = 0; k < parse->own[i]; k++) {
			p->spots[p->length++].symbol =
				tokens[k] < p->set->proposed ? tokens[k] : END;
		}
		p->spots[p->length++].symbol = END;
	}
}

/* Room for LENGTH positions, and no pairs. */
static bool pairing_init(struct pairing *p, size_t length, struct failure *err)
{
	p->capacity = length;
	p->spots = array_new(length, sizeof(*p->spots), err);
	return p->spots != NULL && pairs_init(&p->pairs, err);
}

/* Pairs what is laid out until there are so MOST phrases, and frees it. */
static bool propose(struct pairing *p, uint32_t most, struct failure *err)
{
	bool done;

	p->most = most;
	done = count_pairs(p, err) && pair_up(p, err);
	p->set->proposed = p->set->count;
	if (done) {
		count_uses(p);
	}
	return done;
}

static void pairing_free(struct pairing *p)
{
	free(p->spots);
	pairs_free(&p->pairs);
}

/* As many phrases as there can be. A pair occurs twice or more when it is made,
 * and leaves the text shorter by that. */
static uint32_t capacity_for(
	const struct names *names, const struct setting *setting)
{
	const uint64_t pairs = (uint64_t)setting->pairs +
			       (uint64_t)setting->again * setting->more;
	const uint64_t most = (setting->again + (uint64_t)1) * names->total / 2;
	const uint64_t capacity =
		BYTES + (pairs < most ? pairs : most) + long_names_count(names);

	return capacity < NO_PHRASE ? (uint32_t)capacity : NO_PHRASE;
}

bool phrases_propose(const struct names *names, const struct setting *setting,
	struct phrase_set *set, struct failure *err)
{
	const uint64_t total = names->total + names->count;
	struct pairing p = { .set = set, .setting = setting };
	bool done;

	set->capacity = capacity_for(names, setting);
	set->phrases = array_new(set->capacity, sizeof(*set->phrases), err);
	done = set->phrases != NULL && add_bytes(names, set, err) &&
	       pairing_init(&p, total < WHOLE ? (size_t)total : SAMPLE, err);
	if (done) {
		lay_out(&p, names);
		done = propose(&p, BYTES + setting->pairs, err);
	}
	pairing_free(&p);
	return done;
}

/* All bytes are phrases again, as any may be needed; no phrase has uses. */
static void start_again(struct phrase_set *set)
{
	set->count = set->proposed;
	for (uint32_t i = 0; i < set->count; i++) {
		struct phrase *phrase = &set->phrases[i];

		phrase->uses[WITHIN] = phrase->uses[LAST] = 0;
		if (i < BYTES) {
			phrase->live[WITHIN] = phrase->live[LAST] = true;
		}
	}
}

bool phrases_extend(const struct names *names, const struct setting *setting,
	const struct parse *parse, struct phrase_set *set, struct failure *err)
{
	const uint32_t room = set->capacity - long_names_count(names);
	struct pairing p = { .set = set, .setting = setting };
	size_t length = names->count;
	uint32_t most;
	bool done;

	for (uint32_t i = 0; i < names->count; i++) {
		length += parse->own[i];
	}
	start_again(set);
	most = set->count + setting->more;
	done = pairing_init(&p, length, err);
	if (done) {
		lay_out_tokens(&p, parse, names);
		done = propose(&p, most < room ? most : room, err);
	}
	pairing_free(&p);
	return done;
}

void phrases_free(struct phrase_set *set)
{
	free(set->phrases);
	free(set->bytes.data);
	*set = (struct phrase_set){ 0 };
}
