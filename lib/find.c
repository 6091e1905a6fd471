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

    // Falls with each letter.
    logic integer letters_left(struct letters l) =
      (KSYM_PHRASE_MAX + 1) * (l.spelling.numbers - l.spelling.selectors) +
      l.left; */

static int begin_letters(
	const struct ksym_table *t, uint32_t index, struct letters *l)
{
	l->left = 0;
	return ksym_begin_name_(t, index, &l->spelling);
}

/* The next byte; 0 at the name's end; or an error. */
static inline int next_letter(const struct ksym_table *t, struct letters *l)
{
	uint8_t letter;

	/*@ loop invariant can_spell(*t, *l) &&
	      letters_left(*l) <= \at(letters_left(*l), Pre);
	    loop assigns *l;
	    loop variant l->spelling.numbers - l->spelling.selectors; */
	while (l->left == 0) {
		const int got =
			ksym_next_phrase_(t, &l->spelling, &l->from, &l->left);

		/*@ assert -KSYM_ERR_CORRUPT <= got <= 255; */
		if (got <= 0) {
			return got;
		}
	}
	letter = *l->from;
	/*@ assert 0 <= letter <= 255; */
	l->from++;
	l->left--;
	return letter;
}

/*
 * Whether the symbol of an index, below the count, has that name: 1, 0, or
 * -KSYM_ERR_CORRUPT if damage shows first.
 */
static int is_named(
	const struct ksym_table *t, uint32_t index, const char *name)
{
	struct ksym_spelling_ s;
	const uint8_t *from;
	uint32_t length;
	int got = ksym_begin_name_(t, index, &s);

	if (got != 0) {
		return got;
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
				return 0;
			}
		}
	}
	return got == 0 ? *name == 0 : got;
}

/* Whether two symbols have one name: as is_named. */
static int same_names(const struct ksym_table *t, uint32_t a, uint32_t b)
{
	struct letters x, y;
	int letter, other;

	if (begin_letters(t, a, &x) != 0 || begin_letters(t, b, &y) != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	/*@ loop invariant can_spell(*t, x) && can_spell(*t, y);
	    loop assigns letter, other, x, y;
	    loop variant letters_left(x); */
	do {
		letter = next_letter(t, &x);
		other = next_letter(t, &y);
		if (letter < 0 || other < 0) {
			return -KSYM_ERR_CORRUPT;
		}
	} while (letter != 0 && letter == other);
	return letter == other;
}

bool ksym_index_fits_(const struct ksym_table *t)
{
	const uint32_t at = FIELD_(t, KSYM_AT_INDEX);
	const uint32_t segments = ksym_word_(t, at + KSYM_INDEX_SEGMENTS);
	const uint32_t word = ksym_word_(t, at + KSYM_INDEX_SEGMENT_LOG2);
	const uint32_t log2 = word & 0xff;
	const uint32_t bits = word >> 8 & 0xff;
	uint32_t slots;

	if (at == 0) {
		return true;
	}
	if (!ksym_fits_(t, at, KSYM_INDEX_SLOTS, 1) || segments == 0 ||
		segments > KSYM_INDEX_SEGMENTS_MAX ||
		log2 > KSYM_INDEX_LOG2_MAX || bits == 0 || bits > 32 ||
		segments + 2 > MOST_ELEMENTS_ >> log2) {
		return false;
	}
	slots = (segments + 2) << log2;
	return ksym_fits_(t, at + KSYM_INDEX_SLOTS,
		ksym_times_(bits, slots >> 3) +
			((ksym_times_(bits, slots & 7) + 7) >> 3),
		1);
}

/* The value of a slot. A slot outside the table reads as zero. */
static uint32_t read_slot(
	const struct ksym_table *t, uint32_t width, uint32_t slot)
{
	const uint32_t bit =
		((FIELD_(t, KSYM_AT_INDEX) + KSYM_INDEX_SLOTS) << 3) +
		ksym_times_(width, slot);

	return (uint32_t)ksym_number_(t, bit, width);
}

/*
 * a * b, modulo 2^64; a must not be a constant. Made of products of 16 bits,
 * for which no machine calls the compiler's library.
 */
static uint64_t product(uint64_t a, uint64_t b)
{
	const uint32_t low_a = (uint32_t)a, low_b = (uint32_t)b;
	uint64_t middle;
	uint32_t high;

	if (IS_64_BIT_ && MULTIPLIES_) {
		return a * b;
	}
	middle = (uint64_t)ksym_times_(low_a & 0xffff, low_b >> 16) +
		 ksym_times_(low_a >> 16, low_b & 0xffff);
	high = ksym_times_(low_a >> 16, low_b >> 16) +
	       ksym_times_(low_a, (uint32_t)(b >> 32)) +
	       ksym_times_((uint32_t)(a >> 32), low_b);
	return ksym_times_(low_a & 0xffff, low_b & 0xffff) + (middle << 16) +
	       ((uint64_t)high << 32);
}

/* FNV-1a over words of 4 bytes. */
struct hash {
	uint64_t value;
	uint32_t word; /* bytes that are not yet in the value */
	uint32_t bits; /* of them */
};

/*@ predicate is_hashing(struct hash h) = h.bits <= 24 && h.bits % 8 == 0; */

static struct hash begin_hash(const struct ksym_table *t)
{
	return (struct hash){ .value = KSYM_HASH_BASIS +
				       (ksym_word_(t, FIELD_(t, KSYM_AT_INDEX) +
							      KSYM_INDEX_SEED) &
					       0xffff) };
}

static inline void add_byte(struct hash *h, uint8_t byte)
{
	h->word |= (uint32_t)byte << h->bits;
	h->bits += 8;
	if (h->bits == 32) {
		h->value = product(h->value ^ h->word, KSYM_HASH_PRIME);
		h->word = 0;
		h->bits = 0;
	}
}

static uint64_t end_hash(const struct hash *h)
{
	return h->bits > 0 ? product(h->value ^ h->word, KSYM_HASH_PRIME)
			   : h->value;
}

/*
 * The index of the symbol that is number ordinal, from 0, among those of one
 * name, by the name's hash. If there is no such symbol, any number.
 */
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
	uint64_t h = product(name_hash ^ ordinal, KSYM_HASH_PRIME);
	uint32_t slot;

	h = product(h ^ h >> 32, KSYM_HASH_MIX);
	slot = (uint32_t)(product(h >> 32, segments) >> 32) << log2;
	return read_slot(t, width, slot + ((uint32_t)h & mask)) ^
	       read_slot(t, width,
		       slot + mask + 1 + ((uint32_t)(h >> 9) & mask)) ^
	       read_slot(t, width,
		       slot + 2 * (mask + 1) + ((uint32_t)(h >> 18) & mask));
}

static int find_by_index(
	const struct ksym_table *t, const char *name, struct ksym_symbol *symp)
{
	struct hash h = begin_hash(t);
	uint32_t index;
	int named = 0;

	if (!ksym_index_fits_(t)) {
		return -KSYM_ERR_CORRUPT;
	}
	/*@ loop invariant valid_read_string(c) && is_hashing(h);
	    loop assigns c, h;
	    loop variant strlen(c); */
	for (const char *c = name; *c != 0; c++) {
		add_byte(&h, (uint8_t)*c);
	}
	index = candidate(t, end_hash(&h), 0);
	if (index < t->count) {
		named = is_named(t, index, name);
	}
	if (named > 0) {
		return ksym_get(t, index, symp);
	}
	return named == 0 ? -KSYM_ERR_NOT_FOUND : named;
}

int ksym_find(
	const struct ksym_table *t, const char *name, struct ksym_symbol *symp)
{
	int status = -KSYM_ERR_NOT_FOUND;

	if (FIELD_(t, KSYM_AT_INDEX) != 0) {
		return find_by_index(t, name, symp);
	}
	/*@ loop invariant index <= t->count && is_status(status) && status !=
	   0; loop assigns index, status; loop variant t->count - index; */
	for (uint32_t index = 0; index < t->count; index++) {
		const int named = is_named(t, index, name);

		if (named > 0) {
			return ksym_get(t, index, symp);
		}
		if (named < 0) {
			status = -KSYM_ERR_CORRUPT;
		}
	}
	return status;
}

/* The hash of the name of a symbol. Returns 0 or -KSYM_ERR_CORRUPT. */
static int hash_of(const struct ksym_table *t, uint32_t index, uint64_t *hashp)
{
	struct hash h = begin_hash(t);
	struct letters l;
	int letter;

	if (begin_letters(t, index, &l) != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	/*@ loop invariant can_spell(*t, l) && is_hashing(h);
	    loop assigns letter, l, h;
	    loop variant letters_left(l); */
	while ((letter = next_letter(t, &l)) > 0) {
		add_byte(&h, (uint8_t)letter);
	}
	*hashp = end_hash(&h);
	return letter == 0 ? 0 : -KSYM_ERR_CORRUPT;
}

/* Symbols of one name have ordinals in the order of their indices. */
static int next_by_index(const struct ksym_table *t, struct ksym_symbol *symp)
{
	uint32_t index, ordinal = 0;
	uint64_t name_hash;
	int same;

	if (!ksym_index_fits_(t) || hash_of(t, symp->index, &name_hash) != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	/*@ loop invariant ordinal <= t->count;
	    loop assigns ordinal;
	    loop variant t->count - ordinal; */
	while (ordinal < t->count &&
		candidate(t, name_hash, ordinal) != symp->index) {
		ordinal++;
	}
	if (ordinal == t->count) {
		return -KSYM_ERR_CORRUPT;
	}
	index = candidate(t, name_hash, ordinal + 1);
	if (index <= symp->index || index >= t->count) {
		return -KSYM_ERR_NOT_FOUND;
	}
	same = same_names(t, symp->index, index);
	if (same > 0) {
		return ksym_get(t, index, symp);
	}
	return same == 0 ? -KSYM_ERR_NOT_FOUND : same;
}

int ksym_find_next(const struct ksym_table *t, struct ksym_symbol *symp)
{
	int status = -KSYM_ERR_NOT_FOUND;

	if (symp->index >= t->count) {
		return -KSYM_ERR_NOT_FOUND;
	}
	if (FIELD_(t, KSYM_AT_INDEX) != 0) {
		return next_by_index(t, symp);
	}
	/*@ loop invariant symp->index < index <= t->count;
	    loop invariant is_status(status) && status != 0;
	    loop assigns index, status;
	    loop variant t->count - index; */
	for (uint32_t index = symp->index + 1; index < t->count; index++) {
		const int same = same_names(t, symp->index, index);

		if (same > 0) {
			return ksym_get(t, index, symp);
		}
		if (same < 0) {
			status = -KSYM_ERR_CORRUPT;
		}
	}
	return status;
}
