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
#include "compact_stages.h"

#include <stdlib.h>
#include <string.h>

#define END       0u
#define GONE      0xffffu
#define NONE      0xffffffffu
#define OFF_LIST  0xfffffffeu /* no occurrence is counted here */
#define QUEUES    4096u       /* the last one holds all counts above */
#define TEXT_MAX  (6u << 20)  /* bytes to learn from */
#define PAIRS_MAX 16000u

struct pair {
	uint32_t left, right;
	uint32_t count;
	uint32_t head; /* of the list of occurrences; of unused pairs */
	uint32_t next, previous; /* in its queue */
};

struct pairing {
	struct phrase_set *set;
	uint32_t count_min;
	uint16_t *symbols;
	/* On the list of a pair's occurrences; for GONE, the neighbours. */
	uint32_t *next, *previous;
	uint32_t length;
	struct pair *pairs;
	uint32_t pair_count, pair_capacity, unused;
	uint32_t *slots; /* a hash table of pairs */
	uint32_t mask;
	uint32_t queues[QUEUES];
	uint32_t top; /* no queue above it holds a pair, but for the last */
};

static uint32_t slot_of(const struct pairing *p, uint32_t left, uint32_t right)
{
	const uint64_t key = ((uint64_t)left << 16 | right) * KSYM_HASH_MIX;

	return (uint32_t)(key >> 32) & p->mask;
}

static uint32_t find_pair(
	const struct pairing *p, uint32_t left, uint32_t right)
{
	for (uint32_t slot = slot_of(p, left, right);;
		slot = (slot + 1) & p->mask) {
		const uint32_t i = p->slots[slot];

		if (i == NONE || (p->pairs[i].left == left &&
					 p->pairs[i].right == right)) {
			return i;
		}
	}
}

static bool grow_slots(struct pairing *p, struct error *err)
{
	const uint32_t size = (p->mask + 1) * 2;
	uint32_t *slots = compact_alloc(size, sizeof(*slots), err);

	if (slots == NULL) {
		return false;
	}
	memset(slots, 0xff, size * sizeof(*slots));
	p->mask = size - 1;
	for (uint32_t i = 0; i < p->pair_count; i++) {
		uint32_t slot;

		if (p->pairs[i].count == 0) {
			continue;
		}
		slot = slot_of(p, p->pairs[i].left, p->pairs[i].right);
		while (slots[slot] != NONE) {
			slot = (slot + 1) & p->mask;
		}
		slots[slot] = i;
	}
	free(p->slots);
	p->slots = slots;
	return true;
}

/* Room for another pair. */
static bool reserve_pair(struct pairing *p, struct error *err)
{
	uint32_t capacity;
	struct pair *pairs;

	if (p->unused != NONE || p->pair_count < p->pair_capacity) {
		return true;
	}
	capacity = p->pair_capacity * 2;
	pairs = reallocarray(p->pairs, capacity, sizeof(*pairs));
	if (pairs == NULL) {
		return fail(err, "out of memory");
	}
	p->pairs = pairs;
	p->pair_capacity = capacity;
	return capacity <= p->mask / 2 || grow_slots(p, err);
}

/* The pair, made if it is not there, which reserve_pair has seen to. */
static uint32_t need_pair(struct pairing *p, uint32_t left, uint32_t right)
{
	uint32_t slot = slot_of(p, left, right);
	uint32_t i = find_pair(p, left, right);

	if (i != NONE) {
		return i;
	}
	if (p->unused != NONE) {
		i = p->unused;
		p->unused = p->pairs[i].head;
	} else {
		i = p->pair_count++;
	}
	p->pairs[i] = (struct pair){
		.left = left,
		.right = right,
		.head = NONE,
		.next = NONE,
		.previous = NONE,
	};
	while (p->slots[slot] != NONE) {
		slot = (slot + 1) & p->mask;
	}
	p->slots[slot] = i;
	return i;
}

/* Takes a pair out of the hash table, closing the gap that it leaves. */
static void forget_pair(struct pairing *p, uint32_t i)
{
	uint32_t hole = slot_of(p, p->pairs[i].left, p->pairs[i].right);

	while (p->slots[hole] != i) {
		hole = (hole + 1) & p->mask;
	}
	for (uint32_t slot = (hole + 1) & p->mask; p->slots[slot] != NONE;
		slot = (slot + 1) & p->mask) {
		const struct pair *pair = &p->pairs[p->slots[slot]];
		const uint32_t home = slot_of(p, pair->left, pair->right);

		if (((slot - home) & p->mask) >= ((slot - hole) & p->mask)) {
			p->slots[hole] = p->slots[slot];
			hole = slot;
		}
	}
	p->slots[hole] = NONE;
	p->pairs[i].count = 0;
	p->pairs[i].head = p->unused;
	p->unused = i;
}

static uint32_t queue_of(uint32_t count)
{
	return count < QUEUES ? count : QUEUES - 1;
}

static void dequeue(struct pairing *p, uint32_t i)
{
	const struct pair *pair = &p->pairs[i];

	if (pair->previous != NONE) {
		p->pairs[pair->previous].next = pair->next;
	} else {
		p->queues[queue_of(pair->count)] = pair->next;
	}
	if (pair->next != NONE) {
		p->pairs[pair->next].previous = pair->previous;
	}
}

static void enqueue(struct pairing *p, uint32_t i)
{
	struct pair *pair = &p->pairs[i];
	const uint32_t queue = queue_of(pair->count);

	pair->previous = NONE;
	pair->next = p->queues[queue];
	if (pair->next != NONE) {
		p->pairs[pair->next].previous = i;
	}
	p->queues[queue] = i;
	if (queue > p->top) {
		p->top = queue;
	}
}

/* The live position behind AT, or the length. */
static uint32_t after(const struct pairing *p, uint32_t at)
{
	at++;
	return at < p->length && p->symbols[at] == GONE ? p->next[at] : at;
}

/* The live position before AT, or NONE. */
static uint32_t before(const struct pairing *p, uint32_t at)
{
	if (at == 0) {
		return NONE;
	}
	at--;
	return p->symbols[at] == GONE ? p->previous[at] : at;
}

static void list_occurrence(struct pairing *p, uint32_t i, uint32_t at)
{
	struct pair *pair = &p->pairs[i];

	p->next[at] = pair->head;
	p->previous[at] = NONE;
	if (pair->head != NONE) {
		p->previous[pair->head] = at;
	}
	pair->head = at;
	pair->count++;
}

static void add_occurrence(
	struct pairing *p, uint32_t left, uint32_t right, uint32_t at)
{
	const uint32_t i = need_pair(p, left, right);

	if (p->pairs[i].count > 0) {
		dequeue(p, i);
	}
	list_occurrence(p, i, at);
	enqueue(p, i);
}

static void drop_occurrence(struct pairing *p, uint32_t i, uint32_t at)
{
	struct pair *pair = &p->pairs[i];

	dequeue(p, i);
	if (p->previous[at] != NONE) {
		p->next[p->previous[at]] = p->next[at];
	} else {
		pair->head = p->next[at];
	}
	if (p->next[at] != NONE) {
		p->previous[p->next[at]] = p->previous[at];
	}
	pair->count--;
	p->next[at] = p->previous[at] = OFF_LIST;
	if (pair->count > 0) {
		enqueue(p, i);
	} else {
		forget_pair(p, i);
	}
}

/* Takes the pair that begins at AT off its list, if it is on one. */
static void drop_neighbour(
	struct pairing *p, uint32_t left, uint32_t right, uint32_t at)
{
	if (p->next[at] != OFF_LIST) {
		drop_occurrence(p, find_pair(p, left, right), at);
	}
}

/* The pair at AT becomes the symbol MADE. */
static bool replace(struct pairing *p, uint32_t i, uint32_t at, uint32_t made,
	struct error *err)
{
	const uint32_t left = p->pairs[i].left, right = p->pairs[i].right;
	const uint32_t second = after(p, at), earlier = before(p, at);
	const uint32_t later = after(p, second);
	const bool has_earlier = earlier != NONE && p->symbols[earlier] != END;
	const bool has_later = p->symbols[later] != END;

	drop_occurrence(p, i, at);
	if (has_earlier) {
		drop_neighbour(p, p->symbols[earlier], left, earlier);
	}
	if (has_later) {
		drop_neighbour(p, right, p->symbols[later], second);
	}
	p->symbols[at] = (uint16_t)made;
	p->symbols[second] = GONE;
	p->next[at + 1] = later;
	p->previous[later - 1] = at;
	if (has_earlier) {
		if (!reserve_pair(p, err)) {
			return false;
		}
		add_occurrence(p, p->symbols[earlier], made, earlier);
	}
	if (has_later) {
		if (!reserve_pair(p, err)) {
			return false;
		}
		add_occurrence(p, made, p->symbols[later], at);
	}
	return true;
}

static bool count_pairs(struct pairing *p, struct error *err)
{
	for (uint32_t at = 0; at < p->length; at++) {
		p->next[at] = p->previous[at] = OFF_LIST;
	}
	for (uint32_t at = 0; at + 1 < p->length; at++) {
		const uint32_t left = p->symbols[at];
		const uint32_t right = p->symbols[at + 1];

		if (left == END || right == END) {
			continue;
		}
		/* In a run of one symbol, pairs do not overlap. */
		if (at > 0 && left == right && p->symbols[at - 1] == left &&
			p->next[at - 1] != OFF_LIST) {
			continue;
		}
		if (!reserve_pair(p, err)) {
			return false;
		}
		list_occurrence(p, need_pair(p, left, right), at);
	}
	for (uint32_t i = 0; i < p->pair_count; i++) {
		enqueue(p, i);
	}
	return true;
}

/* The pair that occurs most often, or NONE. */
static uint32_t best_pair(struct pairing *p)
{
	uint32_t best = p->queues[QUEUES - 1];

	if (best != NONE) {
		for (uint32_t i = best; i != NONE; i = p->pairs[i].next) {
			if (p->pairs[i].count > p->pairs[best].count) {
				best = i;
			}
		}
		return best;
	}
	if (p->top > QUEUES - 2) {
		p->top = QUEUES - 2;
	}
	while (p->top >= p->count_min && p->queues[p->top] == NONE) {
		p->top--;
	}
	return p->top >= p->count_min ? p->queues[p->top] : NONE;
}

/* Gives up a pair that is too long for a phrase. */
static void discard_pair(struct pairing *p, uint32_t i)
{
	uint32_t at = p->pairs[i].head;

	dequeue(p, i);
	while (at != NONE) {
		const uint32_t next = p->next[at];

		p->next[at] = p->previous[at] = OFF_LIST;
		at = next;
	}
	forget_pair(p, i);
}

static bool add_phrase(struct phrase_set *set, uint32_t left, uint32_t right,
	struct error *err)
{
	const struct phrase a = set->phrases[left], b = set->phrases[right];
	unsigned char bytes[KSYM_PHRASE_MAX];

	memcpy(bytes, set->bytes.data + a.at, a.length);
	memcpy(bytes + a.length, set->bytes.data + b.at, b.length);
	set->phrases[set->count++] = (struct phrase){
		.at = (uint32_t)set->bytes.size,
		.left = (uint16_t)left,
		.right = (uint16_t)right,
		.length = (uint8_t)(a.length + b.length),
		.live = true,
	};
	return buffer_append(&set->bytes, bytes, a.length + b.length, err);
}

static bool pair_up(struct pairing *p, struct error *err)
{
	struct phrase_set *set = p->set;
	uint32_t best;

	while (set->count < COMPACT_BYTES + PAIRS_MAX &&
		(best = best_pair(p)) != NONE) {
		const struct pair pair = p->pairs[best];
		const uint32_t made = set->count;
		bool left = true;

		if (set->phrases[pair.left].length +
				set->phrases[pair.right].length >
			KSYM_PHRASE_MAX) {
			discard_pair(p, best);
			continue;
		}
		if (!add_phrase(set, pair.left, pair.right, err)) {
			return false;
		}
		while (left) {
			if (!replace(p, best, p->pairs[best].head, made, err)) {
				return false;
			}
			left = find_pair(p, pair.left, pair.right) == best;
		}
	}
	return true;
}

static void count_uses(const struct pairing *p)
{
	for (uint32_t at = 0; at < p->length; at = after(p, at)) {
		p->set->phrases[p->symbols[at]].uses++;
	}
}

/* Every byte is a phrase, live if a name has it. */
static bool add_bytes(
	const struct names *names, struct phrase_set *set, struct error *err)
{
	for (uint32_t i = 0; i < COMPACT_BYTES; i++) {
		const unsigned char byte = (unsigned char)i;

		set->phrases[i] = (struct phrase){ .at = i,
			.left = (uint16_t)i,
			.right = (uint16_t)i,
			.length = 1 };
		if (!buffer_append(&set->bytes, &byte, 1, err)) {
			return false;
		}
	}
	set->count = COMPACT_BYTES;
	for (uint32_t i = 0; i < names->count; i++) {
		for (uint32_t k = 0; k < names->items[i].length; k++) {
			set->phrases[names->items[i].bytes[k]].live = true;
		}
	}
	return true;
}

/* Where what NAME I does not share with the name before begins. */
static uint32_t begin_new(const struct names *names, uint32_t i)
{
	const struct name *name = &names->items[i], *before = name - 1;
	uint32_t at = 0;

	if (i % KSYM_BLOCK == 0) {
		return 0;
	}
	while (at < name->length && at < before->length &&
		name->bytes[at] == before->bytes[at]) {
		at++;
	}
	return at;
}

/*
 * Lays out what to learn from: of each name what the name before does not have,
 * as the rest is mostly repeated; of a large list, some groups of names.
 */
static void lay_out(struct pairing *p, const struct names *names)
{
	const uint64_t stride = (names->total + names->count) / TEXT_MAX + 1;

	for (uint32_t i = 0; i < names->count; i++) {
		const struct name *name = &names->items[i];
		uint32_t k = begin_new(names, i);

		if (i / KSYM_BLOCK % stride != 0 ||
			name->length >= TEXT_MAX - p->length) {
			continue;
		}
		for (; k < name->length; k++) {
			p->symbols[p->length++] = name->bytes[k];
		}
		p->symbols[p->length++] = END;
	}
}

static bool pairing_init(
	struct pairing *p, const struct names *names, struct error *err)
{
	const uint64_t total = names->total + names->count;
	const size_t size = total < TEXT_MAX ? (size_t)total : TEXT_MAX;

	p->unused = NONE;
	p->pair_capacity = 1 << 12;
	p->mask = (1 << 14) - 1;
	p->symbols = compact_alloc(size, sizeof(*p->symbols), err);
	p->next = compact_alloc(size, sizeof(*p->next), err);
	p->previous = compact_alloc(size, sizeof(*p->previous), err);
	p->pairs = compact_alloc(p->pair_capacity, sizeof(*p->pairs), err);
	p->slots = compact_alloc(p->mask + 1, sizeof(*p->slots), err);
	if (p->symbols == NULL || p->next == NULL || p->previous == NULL ||
		p->pairs == NULL || p->slots == NULL) {
		return false;
	}
	memset(p->slots, 0xff, (p->mask + 1) * sizeof(*p->slots));
	memset(p->queues, 0xff, sizeof(p->queues));
	lay_out(p, names);
	return true;
}

static void pairing_free(struct pairing *p)
{
	free(p->symbols);
	free(p->next);
	free(p->previous);
	free(p->pairs);
	free(p->slots);
	free(p);
}

bool phrases_propose(const struct names *names, const struct setting *setting,
	struct phrase_set *set, struct error *err)
{
	struct pairing *p = compact_alloc(1, sizeof(*p), err);
	bool done;

	if (p == NULL) {
		return false;
	}
	p->set = set;
	p->count_min = setting->count_min;
	set->phrases = compact_alloc(
		COMPACT_BYTES + PAIRS_MAX, sizeof(*set->phrases), err);
	done = set->phrases != NULL && add_bytes(names, set, err) &&
	       pairing_init(p, names, err) && count_pairs(p, err) &&
	       pair_up(p, err);
	if (done) {
		count_uses(p);
	}
	pairing_free(p);
	return done;
}

void phrases_free(struct phrase_set *set)
{
	free(set->phrases);
	free(set->bytes.data);
	*set = (struct phrase_set){ 0 };
}
