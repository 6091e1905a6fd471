/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From a name to a symbol, and on to others of that name. */
#include "table.h"

/*@ // A name, byte by byte: what is left of the phrase in hand.
    predicate has_letters(struct ksym_table *t, struct ksym_spelling_ *s) =
      s->size > 0 ==> is_phrase(t->bytes, t->size, s->from, s->size);

    // Falls with each letter.
    logic integer letters_left(struct ksym_spelling_ *s) =
      (PROOF_PHRASE_MAX + 1) * (s->run[0].end - s->token) + s->size; */

/* Begins with a name byte by byte. Returns 0 or -KSYM_ERR_CORRUPT. */
static int begin_letters(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s)
{
	const int status = ksym_begin_name_(t, index, s);

	s->size = 0;
	return status;
}

static inline uint8_t take_letter(struct ksym_spelling_ *s)
{
	const uint8_t letter = *s->from;

	s->from++;
	s->size--;
	return letter;
}

/* The next byte; 0 at the name's end; or an error. */
static inline int next_letter(
	const struct ksym_table *t, struct ksym_spelling_ *s)
{
	/*@ loop invariant is_within(t, s);
	    loop invariant has_letters(t, s);
	    loop invariant letters_left(s) <= \at(letters_left(s), Pre);
	    loop assigns *s;
	    loop variant s->run[0].end - s->token; */
	while (s->size == 0) {
		const int got = ksym_next_phrase_(t, s);

		if (got <= 0) {
			return got;
		}
	}
	return take_letter(s);
}

/* Whether two symbols have one name: 1, 0 or -KSYM_ERR_CORRUPT. */
static int same_names(const struct ksym_table *t, uint32_t a, uint32_t b)
{
	struct ksym_spelling_ x, y;
	int letter, other;

	if (begin_letters(t, a, &x) != 0 || begin_letters(t, b, &y) != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	/*@ loop invariant is_within(t, &x);
	    loop invariant is_within(t, &y);
	    loop invariant has_letters(t, &x);
	    loop invariant has_letters(t, &y);
	    loop assigns letter, other, x, y;
	    loop variant (PROOF_PHRASE_MAX + 1) *
	      (x.run[0].end - x.token) + x.size; */
	do {
		letter = next_letter(t, &x);
		other = next_letter(t, &y);
		if (letter < 0 || other < 0) {
			return -KSYM_ERR_CORRUPT;
		}
	} while (letter != 0 && letter == other);
	return letter == other;
}

/* The by-name index. */
struct index {
	uint32_t segments;
	uint32_t log2;  /* of the slots in a segment */
	uint32_t width; /* bits of a slot */
};

/*@ predicate end_within(integer width, integer slots, integer bits) =
      width * slots <= bits;

    logic integer all_slots(integer segments, integer log2) =
      (segments + KSYM_INDEX_WAYS - 1) * (mask_of(log2) + 1);

    predicate is_index(integer size, struct index *x) =
      1 <= x->segments <= KSYM_INDEX_SEGMENTS_MAX &&
      x->log2 <= KSYM_INDEX_LOG2_MAX &&
      x->width <= KSYM_INDEX_SLOT_BITS_MAX &&
      size >= KSYM_INDEX_SLOTS &&
      all_slots(x->segments, x->log2) <= 8 * KSYM_INDEX_GROUPS_MAX &&
      end_within(x->width, all_slots(x->segments, x->log2), 8 * (size -
   KSYM_INDEX_SLOTS)); */

/*
 * a * b, modulo 2^64, where a is no constant. Of pieces of 16 bits, for whose
 * products no machine needs the compiler's library.
 */
static uint64_t product(uint64_t a, uint64_t b)
{
	const uint32_t low_a = (uint32_t)a, low_b = (uint32_t)b;
	uint64_t middle;
	uint32_t high;

	if (IS_64_BIT_ && MULTIPLIES_) {
		return a * b;
	}
	middle = (uint64_t)ksym_times_(low_a % 0x10000, low_b / 0x10000) +
		 ksym_times_(low_a / 0x10000, low_b % 0x10000);
	high = ksym_times_(low_a / 0x10000, low_b / 0x10000) +
	       ksym_times_(low_a, (uint32_t)(b >> 32)) +
	       ksym_times_((uint32_t)(a >> 32), low_b);
	return ksym_times_(low_a % 0x10000, low_b % 0x10000) + (middle << 16) +
	       ((uint64_t)high << 32);
}

SMALL_ uint64_t count_slots(uint32_t segments, uint32_t log2)
{
	const uint64_t ways = segments + KSYM_INDEX_WAYS - 1;
	const uint64_t power = (uint64_t)ksym_mask_(log2) + 1;

	/*@ assert ways == segments + KSYM_INDEX_WAYS - 1; */
	/*@ assert power == mask_of(log2) + 1; */
	return product(ways, power);
}

/* Whether so many slots, up to a multiple of 8, take no more bytes than that. */
SMALL_ bool slots_fit(uint32_t width, uint32_t slots, uint32_t bytes)
{
	/* 8 slots take as many bytes as one has bits. */
	const uint32_t groups = (slots + 7) / 8;

	/*@ assert 0 <= (8 * groups - slots) * width; */
	return ksym_times_(width, groups) <= bytes;
}

/* Returns false if not all of it is in the table. */
static bool read_index(const struct ksym_table *t, struct index *x)
{
	const uint8_t *b = t->part[KSYM_PART_INDEX];
	const uint32_t size = t->sizes[KSYM_PART_INDEX];
	uint64_t slots;

	if (size < KSYM_INDEX_SLOTS) {
		return false;
	}
	x->segments = ksym_load_(b + KSYM_INDEX_SEGMENTS);
	x->log2 = b[KSYM_INDEX_SEGMENT_LOG2];
	x->width = b[KSYM_INDEX_SLOT_BITS];
	if (x->segments == 0 || x->segments > KSYM_INDEX_SEGMENTS_MAX ||
		x->log2 > KSYM_INDEX_LOG2_MAX ||
		x->width > KSYM_INDEX_SLOT_BITS_MAX) {
		return false;
	}
	slots = count_slots(x->segments, x->log2);
	/*@ assert slots == all_slots(x->segments, x->log2); */
	return slots <= 8 * KSYM_INDEX_GROUPS_MAX &&
	       slots_fit(x->width, (uint32_t)slots, size - KSYM_INDEX_SLOTS);
}

bool ksym_index_fits_(const struct ksym_table *t)
{
	struct index x;

	return t->sizes[KSYM_PART_INDEX] == 0 || read_index(t, &x);
}

/* How far behind the first slot one begins. */
SMALL_ uint32_t slot_bit(uint32_t width, uint32_t slot)
{
	return ksym_times_(width, slot);
}

/* The index of the symbol that the by-name index has for a hashed name. */
FAST_ uint32_t read_slot(
	const struct ksym_table *t, const struct index *x, uint32_t slot)
{
	return ksym_bits_(t->part[KSYM_PART_INDEX],
		8 * KSYM_INDEX_SLOTS + slot_bit(x->width, slot), x->width);
}

/* FNV-1a, of words of 4 bytes. */
struct hash {
	uint64_t value;
	uint32_t word; /* bytes that are not yet in the value */
	uint32_t bits; /* of them */
};

/*@ predicate is_hashing(struct hash h) = h.bits <= 24 && h.bits % 8 == 0; */

static struct hash begin_hash(const struct ksym_table *t)
{
	return (struct hash){ .value = KSYM_HASH_BASIS +
				       ksym_half_(t->part[KSYM_PART_INDEX] +
						  KSYM_INDEX_SEED) };
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

static uint64_t hash_bytes(
	const struct ksym_table *t, const uint8_t *bytes, size_t size)
{
	struct hash h = begin_hash(t);

	/*@ loop invariant \valid_read(bytes + (0 .. size - 1));
	    loop invariant is_hashing(h);
	    loop assigns bytes, size, h.value;
	    loop variant size; */
	for (; size >= 4; size -= 4, bytes += 4) {
		h.value = product(h.value ^ ksym_load_(bytes), KSYM_HASH_PRIME);
	}
	/*@ loop invariant \valid_read(bytes + (0 .. size - 1));
	    loop invariant is_hashing(h);
	    loop assigns bytes, size, h;
	    loop variant size; */
	for (; size > 0; size--, bytes++) {
		add_byte(&h, *bytes);
	}
	return end_hash(&h);
}

/* The segment, of so many, of the first slot of a key with that hash. */
SMALL_ uint32_t find_segment(uint64_t h, uint32_t segments)
{
	const uint64_t high = h / 0x100000000u;

	/*@ assert 0 <= (0xffffffff - high) * segments; */
	return (uint32_t)(product(high, segments) / 0x100000000u);
}

/* The first slot of a segment, of so many. */
SMALL_ uint32_t first_slot(uint32_t segment, uint32_t segments, uint32_t mask)
{
	/*@ assert 0 <= (segments - 1 - segment) * (mask + 1); */
	(void)segments;
	return ksym_times_(segment, mask + 1);
}

/*
 * The symbol that is number ordinal, from 0, among those of a name with that
 * hash. If there is none it is any number.
 */
static uint32_t candidate(const struct ksym_table *t, const struct index *x,
	uint64_t name_hash, uint32_t ordinal)
{
	const uint32_t mask = ksym_mask_(x->log2);
	uint64_t h = product(name_hash ^ ordinal, KSYM_HASH_PRIME);
	uint32_t segment, slot;

	h = product(h ^ h >> 32, KSYM_HASH_MIX);
	segment = find_segment(h, x->segments);
	slot = first_slot(segment, x->segments, mask);
	return read_slot(t, x, slot + ksym_masked_((uint32_t)h, mask)) ^
	       read_slot(t, x,
		       slot + mask + 1 +
			       ksym_masked_((uint32_t)(h >> 11), mask)) ^
	       read_slot(t, x,
		       slot + 2 * (mask + 1) +
			       ksym_masked_((uint32_t)(h >> 22), mask)) ^
	       read_slot(t, x,
		       slot + 3 * (mask + 1) +
			       ksym_masked_((uint32_t)(h >> 33), mask));
}

static int find_by_index(const struct ksym_table *t, const uint8_t *name,
	size_t size, struct ksym_symbol *symp)
{
	struct index x;
	uint32_t index;
	int named = 0;

	if (!read_index(t, &x)) {
		return -KSYM_ERR_CORRUPT;
	}
	index = candidate(t, &x, hash_bytes(t, name, size), 0);
	if (index < t->count) {
		named = ksym_is_named_(t, index, name, size);
	}
	if (named > 0) {
		return ksym_get(t, index, symp);
	}
	return named == 0 ? -KSYM_ERR_NOT_FOUND : named;
}

static int find_by_names(const struct ksym_table *t, const uint8_t *name,
	size_t size, struct ksym_symbol *symp)
{
	int status = -KSYM_ERR_NOT_FOUND;

	/*@ loop invariant index <= t->count;
	    loop invariant is_status(status) && status != 0;
	    loop assigns index, status;
	    loop variant t->count - index; */
	for (uint32_t index = 0; index < t->count; index++) {
		const int named = ksym_is_named_(t, index, name, size);

		if (named > 0) {
			return ksym_get(t, index, symp);
		}
		if (named < 0) {
			status = -KSYM_ERR_CORRUPT;
		}
	}
	return status;
}

int ksym_find(
	const struct ksym_table *t, const char *name, struct ksym_symbol *symp)
{
	const uint8_t *bytes = (const uint8_t *)name;
	const char *end = name;
	size_t size;

	/*@ loop invariant valid_read_string(end);
	    loop invariant \base_addr(end) == \base_addr(name) &&
	      0 <= end - name && end - name + strlen(end) == strlen(name);
	    loop assigns end;
	    loop variant strlen(end); */
	while (*end != 0) {
		end++;
	}
	size = (size_t)(end - name);
	return t->sizes[KSYM_PART_INDEX] != 0
		       ? find_by_index(t, bytes, size, symp)
		       : find_by_names(t, bytes, size, symp);
}

/* The hash of the name of a symbol. Returns 0 or -KSYM_ERR_CORRUPT. */
static int hash_of(const struct ksym_table *t, uint32_t index, uint64_t *hashp)
{
	struct hash h = begin_hash(t);
	struct ksym_spelling_ s;
	int letter;

	if (begin_letters(t, index, &s) != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	/*@ loop invariant is_within(t, &s);
	    loop invariant has_letters(t, &s);
	    loop invariant is_hashing(h);
	    loop assigns letter, s, h;
	    loop variant (PROOF_PHRASE_MAX + 1) *
	      (s.run[0].end - s.token) + s.size; */
	while ((letter = next_letter(t, &s)) > 0) {
		add_byte(&h, (uint8_t)letter);
	}
	*hashp = end_hash(&h);
	return letter == 0 ? 0 : -KSYM_ERR_CORRUPT;
}

/* The symbols of a name have ordinals in the order of their indices. */
static int next_by_index(const struct ksym_table *t, struct ksym_symbol *symp)
{
	uint32_t index, ordinal = 0;
	uint64_t name_hash;
	struct index x;
	int same;

	if (!read_index(t, &x) || hash_of(t, symp->index, &name_hash) != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	/*@ loop invariant ordinal <= t->count;
	    loop assigns ordinal;
	    loop variant t->count - ordinal; */
	while (ordinal < t->count &&
		candidate(t, &x, name_hash, ordinal) != symp->index) {
		ordinal++;
	}
	if (ordinal == t->count) {
		return -KSYM_ERR_CORRUPT;
	}
	index = candidate(t, &x, name_hash, ordinal + 1);
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
	if (t->sizes[KSYM_PART_INDEX] != 0) {
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
