/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From a name to a symbol, and on to others of that name. */
#include "table.h"

/* A name, byte by byte. */
struct letters {
	struct ksym_spelling_ spelling;
	const uint8_t *from;
	uint32_t left; /* of the phrase in hand */
};

/*@ predicate can_spell(struct ksym_table t, struct letters l) =
      is_within(t, l.spelling) && l.left <= KSYM_PHRASE_MAX &&
      (l.left > 0 ==> is_inside(t, l.from, l.left));

    // What falls with each letter.
    logic integer letters_left(struct letters l) =
      (KSYM_PHRASE_MAX + 1) * (l.spelling.numbers - l.spelling.selectors) +
      l.left; */

/*@ requires \valid_read(t) && is_open(*t) && index < t->count;
    requires \valid(l) && \separated(l, t);
    terminates \true;
    assigns *l;
    ensures \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 0 ==> can_spell(*t, *l); */
static int begin_letters(
	const struct ksym_table *t, uint32_t index, struct letters *l)
{
	l->left = 0;
	return ksym_begin_name_(t, index, &l->spelling);
}

/* The next byte; 0 at the name's end; or an error. */
/*@ requires \valid_read(t) && is_open(*t) && can_spell(*t, *l);
    requires \valid(l) && \separated(l, t);
    terminates \true;
    assigns *l;
    ensures -KSYM_ERR_CORRUPT <= \result;
    ensures \result <= 255;
    ensures \result > 0 ==> can_spell(*t, *l) &&
      letters_left(*l) < \old(letters_left(*l)); */
static inline int next_letter(const struct ksym_table *t, struct letters *l)
{
	/*@ loop invariant can_spell(*t, *l) &&
	      letters_left(*l) <= \at(letters_left(*l), Pre);
	    loop assigns *l;
	    loop variant l->spelling.numbers - l->spelling.selectors; */
	while (l->left == 0) {
		const int got =
			ksym_next_phrase_(t, &l->spelling, &l->from, &l->left);

		if (got <= 0) {
			return got;
		}
	}
	l->left--;
	return *l->from++;
}

/* Whether that is the name of a symbol, whose index is below the count. */
/*@ requires \valid_read(t) && is_open(*t) && index < t->count &&
   valid_read_string(name); terminates \true; assigns \nothing; */
static bool is_named(
	const struct ksym_table *t, uint32_t index, const char *name)
{
	struct ksym_spelling_ s;
	const uint8_t *from;
	uint32_t length;
	int got = ksym_begin_name_(t, index, &s);

	if (got != 0) {
		return false;
	}
	/*@ loop invariant is_within(*t, s) && valid_read_string(name);
	    loop assigns got, s, from, length, name;
	    loop variant s.numbers - s.selectors; */
	while ((got = ksym_next_phrase_(t, &s, &from, &length)) > 0) {
		/*@ loop invariant i <= length && valid_read_string(name);
		    loop assigns i, name;
		    loop variant length - i; */
		for (uint32_t i = 0; i < length; i++, name++) {
			if (*name == 0 || (uint8_t)*name != from[i]) {
				return false;
			}
		}
	}
	return got == 0 && *name == 0;
}

/* Whether two symbols have the same name. */
/*@ requires \valid_read(t) && is_open(*t) && a < t->count && b < t->count;
    terminates \true;
    assigns \nothing; */
static bool same_names(const struct ksym_table *t, uint32_t a, uint32_t b)
{
	struct letters x, y;
	int letter;

	if (begin_letters(t, a, &x) != 0 || begin_letters(t, b, &y) != 0) {
		return false;
	}
	/*@ loop invariant can_spell(*t, x) && can_spell(*t, y);
	    loop assigns letter, x, y;
	    loop variant letters_left(x); */
	do {
		letter = next_letter(t, &x);
		if (letter < 0 || letter != next_letter(t, &y)) {
			return false;
		}
	} while (letter != 0);
	return true;
}

/* The index of the symbol that the by-name index has for a hashed name. */
/*@ requires \valid_read(t) && is_open(*t) && width <= 32;
    terminates \true;
    assigns \nothing; */
static uint32_t read_slot(
	const struct ksym_table *t, uint32_t width, uint32_t slot)
{
	const uint32_t bit =
		((FIELD_(t, KSYM_AT_INDEX) + KSYM_INDEX_SLOTS) << 3) +
		slot * width;

	return (uint32_t)ksym_number_(t, bit, width);
}

/* FNV-1a, of words of 4 bytes. */
struct hash {
	uint64_t value;
	uint32_t word; /* bytes that are not yet in the value */
	uint32_t bits; /* of them */
};

/*@ predicate is_hashing(struct hash h) = h.bits <= 24 && h.bits % 8 == 0; */

/*@ requires \valid_read(t) && is_open(*t);
    terminates \true;
    assigns \nothing;
    ensures is_hashing(\result); */
static struct hash begin_hash(const struct ksym_table *t)
{
	return (struct hash){ .value = KSYM_HASH_BASIS +
				       (ksym_word_(t, FIELD_(t, KSYM_AT_INDEX) +
							      KSYM_INDEX_SEED) &
					       0xffff) };
}

/*@ requires \valid(h) && is_hashing(*h);
    terminates \true;
    assigns *h;
    ensures is_hashing(*h); */
static inline void add_byte(struct hash *h, uint8_t byte)
{
	h->word |= (uint32_t)byte << h->bits;
	h->bits += 8;
	if (h->bits == 32) {
		h->value = (h->value ^ h->word) * KSYM_HASH_PRIME;
		h->word = 0;
		h->bits = 0;
	}
}

/*@ requires \valid_read(h);
    terminates \true;
    assigns \nothing; */
static uint64_t end_hash(const struct hash *h)
{
	return h->bits > 0 ? (h->value ^ h->word) * KSYM_HASH_PRIME : h->value;
}

/*
 * The symbol that is number ordinal, from 0, among those of a name with that
 * hash. If there is none it is any number.
 */
/*@ requires \valid_read(t) && is_open(*t);
    terminates \true;
    assigns \nothing; */
static uint32_t candidate(
	const struct ksym_table *t, uint64_t name_hash, uint32_t ordinal)
{
	const uint32_t segments =
		ksym_word_(t, FIELD_(t, KSYM_AT_INDEX) + KSYM_INDEX_SEGMENTS);
	const uint32_t word = ksym_word_(
		t, FIELD_(t, KSYM_AT_INDEX) + KSYM_INDEX_SEGMENT_LOG2);
	const uint32_t log2 = word % 32, bits = word >> 8 & 0xff;
	const uint32_t width = bits < 32 ? bits : 32;
	const uint32_t mask = (1u << log2) - 1;
	uint64_t h = (name_hash ^ ordinal) * KSYM_HASH_PRIME;
	uint32_t slot;

	h = (h ^ h >> 32) * KSYM_HASH_MIX;
	slot = (uint32_t)((h >> 32) * segments >> 32) << log2;
	return read_slot(t, width, slot + ((uint32_t)h & mask)) ^
	       read_slot(t, width,
		       slot + mask + 1 + ((uint32_t)(h >> 9) & mask)) ^
	       read_slot(t, width,
		       slot + 2 * (mask + 1) + ((uint32_t)(h >> 18) & mask));
}

/*@ requires \valid_read(t) && is_open(*t) && valid_read_string(name);
    requires \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures \result == 0 || \result == -KSYM_ERR_NOT_FOUND;
    ensures \result == 0 ==> symp->index < t->count; */
static int find_by_index(
	const struct ksym_table *t, const char *name, struct ksym_symbol *symp)
{
	struct hash h = begin_hash(t);
	uint32_t index;

	/*@ loop invariant valid_read_string(c) && is_hashing(h);
	    loop assigns c, h;
	    loop variant strlen(c); */
	for (const char *c = name; *c != 0; c++) {
		add_byte(&h, (uint8_t)*c);
	}
	index = candidate(t, end_hash(&h), 0);
	return index < t->count && is_named(t, index, name)
		       ? ksym_get(t, index, symp)
		       : -KSYM_ERR_NOT_FOUND;
}

/*@ requires is_table(t) && valid_read_string(name);
    requires \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures \result == 0 || \result == -KSYM_ERR_NOT_FOUND;
    ensures \result == 0 ==> symp->index < t->count; */
int ksym_find(
	const struct ksym_table *t, const char *name, struct ksym_symbol *symp)
{
	if (FIELD_(t, KSYM_AT_INDEX) != 0) {
		return find_by_index(t, name, symp);
	}
	/*@ loop invariant index <= t->count;
	    loop assigns index;
	    loop variant t->count - index; */
	for (uint32_t index = 0; index < t->count; index++) {
		if (is_named(t, index, name)) {
			return ksym_get(t, index, symp);
		}
	}
	return -KSYM_ERR_NOT_FOUND;
}

/* The symbols of a name have ordinals in the order of their indices. */
/*@ requires \valid_read(t) && is_open(*t) && symp->index < t->count;
    requires \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures \result == 0 || \result == -KSYM_ERR_NOT_FOUND;
    ensures \result == 0 ==> \old(symp->index) < symp->index < t->count; */
static int next_by_index(const struct ksym_table *t, struct ksym_symbol *symp)
{
	struct hash h = begin_hash(t);
	uint32_t index, ordinal = 0;
	uint64_t name_hash;
	struct letters l;
	int letter;

	if (begin_letters(t, symp->index, &l) != 0) {
		return -KSYM_ERR_NOT_FOUND;
	}
	/*@ loop invariant can_spell(*t, l) && is_hashing(h);
	    loop assigns letter, l, h;
	    loop variant letters_left(l); */
	while ((letter = next_letter(t, &l)) > 0) {
		add_byte(&h, (uint8_t)letter);
	}
	name_hash = end_hash(&h);
	/*@ loop invariant ordinal <= t->count;
	    loop assigns ordinal;
	    loop variant t->count - ordinal; */
	while (ordinal < t->count &&
		candidate(t, name_hash, ordinal) != symp->index) {
		ordinal++;
	}
	index = candidate(t, name_hash, ordinal + 1);
	return index > symp->index && index < t->count &&
			       same_names(t, symp->index, index)
		       ? ksym_get(t, index, symp)
		       : -KSYM_ERR_NOT_FOUND;
}

/*@ requires is_table(t) && \valid(symp) && \separated(symp, t);
    terminates \true;
    assigns *symp;
    ensures \result == 0 || \result == -KSYM_ERR_NOT_FOUND;
    ensures \result == 0 ==> \old(symp->index) < symp->index < t->count; */
int ksym_find_next(const struct ksym_table *t, struct ksym_symbol *symp)
{
	if (symp->index >= t->count) {
		return -KSYM_ERR_NOT_FOUND;
	}
	if (FIELD_(t, KSYM_AT_INDEX) != 0) {
		return next_by_index(t, symp);
	}
	/*@ loop invariant symp->index < index <= t->count;
	    loop assigns index;
	    loop variant t->count - index; */
	for (uint32_t index = symp->index + 1; index < t->count; index++) {
		if (same_names(t, symp->index, index)) {
			return ksym_get(t, index, symp);
		}
	}
	return -KSYM_ERR_NOT_FOUND;
}
