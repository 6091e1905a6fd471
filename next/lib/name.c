/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From a symbol to its name: FORMAT.md, "A name". */
#include "table.h"

/* Every second of 8 fields of 3 bits, and the first bit of each. */
#define EVEN_FIELDS 0x1c71c7u
#define FIRST_BITS  0x249249u

/* The sum of 8 fields of 3 bits. */
SMALL_ uint32_t add_fields(uint32_t fields)
{
	fields = (fields & EVEN_FIELDS) + (fields >> 3 & EVEN_FIELDS);
	if (MULTIPLIES_) {
		return fields * 0x41041 >> 18 & 63;
	}
	fields += fields >> 12;
	return (fields + (fields >> 6)) & 63;
}

/* The first fields of a word, at most 8. */
SMALL_ uint32_t first_fields(uint32_t fields, uint32_t count)
{
	return fields & ((1u << 3 * count) - 1);
}

/* How many fields of 3 bits a word has, and the words of a table. */
#define IS_LONG (IS_WIDE_ && MULTIPLIES_)
#define FIELDS  (IS_LONG ? 18u : 8u)

/* The sum of the first of the 18 fields in a long word. */
SMALL_ uint32_t add_long_fields(uint64_t fields, uint32_t count)
{
	const uint64_t even = 0x71c71c71c71c7u, fours = 0x3f03f03f03f03fu;

	fields &= ((uint64_t)1 << 3 * count) - 1;
	fields = (fields & even) + (fields >> 3 & even);
	fields = (fields & fours) + (fields >> 6 & fours);
	return (uint32_t)(fields * 0x1001001001001u >> 48) & 0xfff;
}

/* The fields from a bit on, all in the table: as many as a word has. */
SMALL_ uint64_t load_fields(const struct ksym_table *t, uint32_t bit)
{
	return IS_LONG ? ksym_long_(t->bytes + bit / 8) >> bit % 8
		       : ksym_load_bits_(t->bytes, bit);
}

SMALL_ uint32_t add_first(uint64_t fields, uint32_t count)
{
	return IS_LONG ? add_long_fields(fields, count)
		       : add_fields(first_fields((uint32_t)fields, count));
}

/* The sum of that many fields of 3 bits from a bit on, all in the table. */
FAST_ uint32_t sum_fields(
	const struct ksym_table *t, uint32_t bit, uint32_t count)
{
	uint32_t sum = 0;

	for (; count > FIELDS; count -= FIELDS, bit += 3 * FIELDS) {
		sum += add_first(load_fields(t, bit), FIELDS);
	}
	return sum + add_first(load_fields(t, bit), count);
}

/* The first bits of the fields that are as large as a field can be. */
SMALL_ uint32_t full_fields(uint32_t fields)
{
	return fields & fields >> 1 & fields >> 2 & FIRST_BITS;
}

SMALL_ uint32_t count_full(uint32_t fields)
{
	return add_fields(full_fields(fields));
}

/* The sum of what large names have more, of as many as fields are full. */
static APART_ uint32_t add_large(const uint8_t *more, uint32_t fields)
{
	uint32_t tokens = 0;

	for (uint32_t left = count_full(fields); left > 0; left--) {
		tokens += *more++;
	}
	return tokens;
}

/* What a large name has more, behind as many as fields are full. */
static APART_ uint32_t get_large(const uint8_t *more, uint32_t fields)
{
	return more[count_full(fields)];
}

/* The tokens that the names of a block before one of them have. */
FAST_ uint32_t tokens_before(const struct ksym_table *t,
	const struct ksym_spelling_ *s, uint32_t name)
{
	const uint32_t fields = first_fields(s->counts, name);
	uint32_t tokens = add_fields(fields);

	if (s->large > 0) {
		tokens += add_large(t->bytes + s->anchor + t->more, fields);
	}
	return tokens;
}

/* A name's own tokens. */
FAST_ uint32_t own_tokens(const struct ksym_table *t,
	const struct ksym_spelling_ *s, uint32_t name)
{
	uint32_t count = s->counts >> 3 * name & KSYM_COUNT_MORE;

	if (count == KSYM_COUNT_MORE) {
		count += get_large(t->bytes + s->anchor + t->more,
			first_fields(s->counts, name));
	}
	return count;
}

FAST_ int begin_name(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s)
{
	uint32_t anchor;

	if (!ksym_find_anchor_(t, index, &anchor)) {
		return -KSYM_ERR_CORRUPT;
	}
	s->anchor = anchor;
	s->name = index % KSYM_BLOCK;
	/* The first name shares nothing, whatever is said of it. */
	s->shares = ksym_load_(t->bytes + s->anchor + t->shares) &
		    ~(uint32_t)t->shared_mask;
	s->counts = ksym_load_(t->bytes + s->anchor + t->counts) & 0xffffff;
	s->large = full_fields(s->counts) == 0 ? 0 : count_full(s->counts);
	s->selectors = 8 * (s->anchor + t->more + s->large);
	s->next.numbers = s->selectors +
			  KSYM_SELECTOR_BITS * tokens_before(t, s, KSYM_BLOCK);
	s->next.left = 0;
	s->length = (s->shares >> ksym_times_(s->name, t->shared_bits) &
			    t->shared_mask) +
		    own_tokens(t, s, s->name);
	s->given = 0;
	s->passed = 0;
	/* Selectors are read without asking again. */
	return s->next.numbers <= t->last_bit ? 0 : -KSYM_ERR_CORRUPT;
}

/*
 * Finds the name that the next tokens are of, and passes what stands before
 * them. That is the last name to share no more than what is given; it gives
 * tokens as far as all names behind it share, and as many as a word of
 * selectors has.
 */
FAST_ int find_tokens(const struct ksym_table *t, struct ksym_spelling_ *s)
{
	uint32_t name = s->name, reach = s->length, skipped, own;
	uint32_t bit = ksym_times_(name, t->shared_bits);
	uint32_t shared = s->shares >> bit & t->shared_mask;

	while (shared > s->given) {
		reach = shared < reach ? shared : reach;
		name--;
		bit -= t->shared_bits;
		shared = s->shares >> bit & t->shared_mask;
	}
	own = own_tokens(t, s, name);
	if (reach - shared > own) {
		return -KSYM_ERR_CORRUPT;
	}
	skipped = tokens_before(t, s, name) + s->given - shared - s->passed;
	s->next.numbers += ksym_times_(t->class_width, skipped) +
			   sum_fields(t, s->selectors, skipped);
	s->selectors += KSYM_SELECTOR_BITS * skipped;
	s->next.classes = load_fields(t, s->selectors);
	s->next.last = reach - shared == own ? 0 : FIELDS;
	s->next.left = reach - s->given;
	if (s->next.left > FIELDS) {
		s->next.left = FIELDS;
		s->next.last = FIELDS;
	}
	s->selectors += KSYM_SELECTOR_BITS * s->next.left;
	s->passed += skipped + s->next.left;
	s->given += s->next.left;
	return 0;
}

/* Reads the record of a phrase. */
FAST_ int read_phrase(const struct ksym_table *t, uint32_t at,
	const uint8_t **fromp, uint32_t *lengthp)
{
	uint32_t record;

	if (at > t->last_word) {
		return -KSYM_ERR_CORRUPT;
	}
	record = ksym_load_(t->bytes + at) & t->phrase_mask;
	*lengthp = record & t->length_mask;
	at = t->at[KSYM_PART_TEXT] + (record >> t->length_bits);
	*fromp = t->bytes + at;
	return at + *lengthp <= t->size ? 0 : -KSYM_ERR_CORRUPT;
}

/* Reads the next token, and the record of its phrase. */
FAST_ int take_phrase(const struct ksym_table *t, struct ksym_tokens_ *k,
	const uint8_t **fromp, uint32_t *lengthp)
{
	uint32_t width, mask, number, part = t->at[KSYM_PART_WITHIN];

	if (k->numbers > t->last_bit) {
		return -KSYM_ERR_CORRUPT;
	}
	width = t->class_width + (uint32_t)k->classes % KSYM_CLASSES;
	mask = (1u << width) - 1;
	/* The classes below have 1 << width numbers, less those of the first. */
	number = (ksym_load_bits_(t->bytes, k->numbers) & mask) + mask -
		 t->class_mask;
	k->classes >>= KSYM_SELECTOR_BITS;
	k->numbers += width;
	k->left--;
	if (k->left == k->last) {
		part = t->at[KSYM_PART_LAST];
	}
	return read_phrase(
		t, part + ksym_times_(t->phrase_size, number), fromp, lengthp);
}

FAST_ int next_phrase(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t **fromp, uint32_t *lengthp)
{
	if (s->next.left == 0) {
		if (s->given == s->length) {
			return 0;
		}
		if (find_tokens(t, s) != 0) {
			return -KSYM_ERR_CORRUPT;
		}
	}
	return take_phrase(t, &s->next, fromp, lengthp) == 0
		       ? 1
		       : -KSYM_ERR_CORRUPT;
}

int ksym_begin_name_(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s)
{
	return begin_name(t, index, s);
}

int ksym_next_phrase_(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t **fromp, uint32_t *lengthp)
{
	return next_phrase(t, s, fromp, lengthp);
}

/*
 * Copies just that many bytes. Of a fixed number a copy is a few moves, and two
 * of them that overlap are any number from one to two times as many.
 */
FAST_ void copy(char *to, const uint8_t *from, uint32_t length)
{
	uint32_t done = 0;

	if (!IS_WIDE_ || length < 4) {
		for (; done < length; done++) {
			to[done] = (char)from[done];
		}
	} else if (length < 8) {
		__builtin_memcpy(to, from, 4);
		__builtin_memcpy(to + length - 4, from + length - 4, 4);
	} else if (length < 16) {
		__builtin_memcpy(to, from, 8);
		__builtin_memcpy(to + length - 8, from + length - 8, 8);
	} else {
		for (; length - done > 16; done += 16) {
			__builtin_memcpy(to + done, from + done, 16);
		}
		__builtin_memcpy(to + length - 16, from + length - 16, 16);
	}
}

/* Whether length bytes are equal; of both there are so many. */
FAST_ bool equal_bytes(const uint8_t *a, const uint8_t *b, uint32_t length)
{
	uint32_t at = 0;

	if (IS_WIDE_ && length >= 8) {
		for (; length - at > 8; at += 8) {
			if (ksym_long_(a + at) != ksym_long_(b + at)) {
				return false;
			}
		}
		return ksym_long_(a + length - 8) == ksym_long_(b + length - 8);
	}
	if (IS_WIDE_ && length >= 4) {
		return ksym_load_(a) == ksym_load_(b) &&
		       ksym_load_(a + length - 4) == ksym_load_(b + length - 4);
	}
	while (at < length && a[at] == b[at]) {
		at++;
	}
	return at == length;
}

int ksym_is_named_(const struct ksym_table *t, uint32_t index,
	const uint8_t *name, size_t size)
{
	struct ksym_spelling_ s;
	const uint8_t *from;
	uint32_t part;
	int got = begin_name(t, index, &s);

	while (got == 0 && s.given < s.length) {
		struct ksym_tokens_ next;

		got = find_tokens(t, &s);
		for (next = s.next; got == 0 && next.left > 0;) {
			got = take_phrase(t, &next, &from, &part);
			if (got != 0) {
				break;
			}
			if (part > size || !equal_bytes(from, name, part)) {
				return 0;
			}
			name += part;
			size -= part;
		}
		s.next.numbers = next.numbers;
	}
	return got == 0 ? size == 0 : got;
}

int ksym_name(const struct ksym_table *restrict t,
	const struct ksym_symbol *restrict sym, char *restrict buf, size_t size)
{
	uint32_t room = size > KSYM_NAME_MAX ? KSYM_NAME_MAX : (uint32_t)size - (size > 0);
	struct ksym_spelling_ s;
	const uint8_t *from;
	uint32_t part, over = 0;
	char *to = buf;
	int got = -KSYM_ERR_NOT_FOUND;

	if (sym->index < t->count) {
		got = begin_name(t, sym->index, &s);
	}
	while (got == 0 && s.given < s.length) {
		struct ksym_tokens_ next;

		got = find_tokens(t, &s);
		next = s.next;
		while (got == 0 && next.left > 0) {
			got = take_phrase(t, &next, &from, &part);
			if (got != 0) {
				break;
			}
			if (part > room) {
				over += part - room;
				part = room;
			}
			copy(to, from, part);
			to += part;
			room -= part;
		}
		s.next.numbers = next.numbers;
	}
	if (got == 0 && (size_t)(to - buf) + over > KSYM_NAME_MAX) {
		got = -KSYM_ERR_CORRUPT;
	}
	if (size > 0) {
		*(got != 0 ? buf : to) = 0;
	}
	return got != 0 ? got : (int)((uint32_t)(to - buf) + over);
}

/* put is any function that returns, and writes what is its own. */
int ksym_put(const struct ksym_table *t, const struct ksym_symbol *sym,
	void (*put)(void *context, const char *piece, size_t length),
	void *context)
{
	struct ksym_spelling_ s;
	const uint8_t *from;
	uint32_t part, length = 0;
	int got = -KSYM_ERR_NOT_FOUND;

	if (sym->index < t->count) {
		got = ksym_begin_name_(t, sym->index, &s);
	}
	if (got != 0) {
		return got;
	}
	while ((got = ksym_next_phrase_(t, &s, &from, &part)) > 0) {
		put(context, (const char *)from, part);
		length += part;
		if (length > KSYM_NAME_MAX) {
			return -KSYM_ERR_CORRUPT;
		}
	}
	return got == 0 ? (int)length : got;
}
