/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From a symbol to its name: FORMAT.md, "A name". */
#include "table.h"

/* How many classes are added up at a time. */
#define IS_LONG (IS_WIDE_ && MULTIPLIES_)
#define CLASSES (IS_LONG ? 18u : 1u)

/* With a kept token: that it is the last one of a name. */
#define TOKEN_ENDS 0x8000u

/* The sum of CLASSES fields of 3 bits. */
SMALL_ uint32_t add_fields(uint64_t fields)
{
	const uint64_t even = 0x71c71c71c71c7u, fours = 0x3f03f03f03f03fu;

	if (!IS_LONG) {
		return (uint32_t)fields;
	}
	fields = (fields & even) + (fields >> 3 & even);
	fields = (fields & fours) + (fields >> 6 & fours);
	return (uint32_t)(fields * 0x1001001001001u >> 48) & 0xfff;
}

/* The classes of the tokens from one on: CLASSES of them or more. */
SMALL_ uint64_t load_classes(
	const struct ksym_table *t, const struct ksym_spelling_ *s)
{
	const uint32_t bit = s->selectors + KSYM_SELECTOR_BITS * s->token;

	return IS_LONG ? ksym_long_(t->bytes + bit / 8) >> bit % 8
		       : ksym_load_bits_(t->bytes, bit);
}

/* Goes on to the number of a token. A name's tokens ascend. */
SMALL_ uint32_t move_to(const struct ksym_table *t, struct ksym_spelling_ *s,
	uint32_t token, uint32_t width)
{
	while (s->token < token) {
		const uint32_t left = token - s->token;
		const uint32_t n = left < CLASSES ? left : CLASSES;
		const uint64_t mask = ((uint64_t)1 << 3 * n) - 1;

		s->bit += ksym_times_(width, n) +
			  add_fields(load_classes(t, s) & mask);
		s->token += n;
	}
	return (uint32_t)load_classes(t, s) % KSYM_CLASSES;
}

/*
 * Begins with the name of a symbol: counts the block's tokens, and keeps which
 * of them the name shares. All that is read of the block is in the table then:
 * fields, selectors and numbers, by the most bits that these can have.
 */
FAST_ int begin_name(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s)
{
	const uint32_t wanted = index % KSYM_BLOCK;
	const uint32_t shared_bits =
		3 + (t->settings / KSYM_SET_SHARES_OF_4 & 1);
	const uint32_t anchor = ksym_find_anchor_(t, index);
	const uint8_t *head =
		t->bytes + anchor + (t->settings / KSYM_SET_PAGED & 1) + 4;
	uint32_t token = 0, counts, shares;

	if (anchor == 0) {
		return -KSYM_ERR_CORRUPT;
	}
	counts = ksym_load_(head) & 0xffffff;
	shares = ksym_load_(head + 3);
	head += 3 + shared_bits;
	s->shared = 0;
	s->length = 0;
	s->own = 0;
	for (uint32_t name = 0; name < KSYM_BLOCK; name++) {
		const uint32_t shared = shares & ((1u << shared_bits) - 1);
		uint32_t own = counts % (KSYM_COUNT_MORE + 1);

		if (own == KSYM_COUNT_MORE) {
			own += *head++;
		}
		if (name <= wanted) {
			if (shared > s->length) {
				return -KSYM_ERR_CORRUPT;
			}
			for (uint32_t i = s->shared; i < shared; i++) {
				s->kept[i] = (uint16_t)(s->own + i);
				if (i + 1 == s->length) {
					s->kept[i] |= TOKEN_ENDS;
				}
			}
			s->own = token - shared;
			s->shared = shared;
			s->length = shared + own;
		}
		token += own;
		counts >>= KSYM_COUNT_BITS;
		shares >>= shared_bits;
	}
	s->selectors = 8 * (uint32_t)(head - t->bytes);
	s->bit = s->selectors + KSYM_SELECTOR_BITS * token;
	s->next = 0;
	s->token = 0;
	return s->bit + ksym_times_(token, t->settings % 16 + KSYM_CLASSES - 1) <=
			       8 * (t->size - 8)
		       ? 0
		       : -KSYM_ERR_CORRUPT;
}

/* Reads the record of a phrase. */
SMALL_ int read_phrase(const struct ksym_table *t, uint32_t part,
	uint32_t number, const uint8_t **fromp, uint32_t *lengthp)
{
	const uint32_t width = t->settings >> KSYM_SET_PHRASE_BITS & 31;
	const uint32_t length_bits = t->settings >> KSYM_SET_LENGTH_BITS & 15;
	const uint32_t bit = 8 * part + ksym_times_(width, number);
	uint32_t record, text;

	if (bit / 8 > t->size - 8) {
		return -KSYM_ERR_CORRUPT;
	}
	record = ksym_bits_(t->bytes, bit, width);
	text = t->at[KSYM_PART_TEXT] + (record >> length_bits);
	record &= (1u << length_bits) - 1;
	*fromp = t->bytes + text;
	*lengthp = record;
	return text + record <= t->size ? 1 : -KSYM_ERR_CORRUPT;
}

/* Returns 1, 0 at the name's end, or -KSYM_ERR_CORRUPT. */
FAST_ int next_phrase(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t **fromp, uint32_t *lengthp)
{
	const uint32_t width = t->settings % 16, place = s->next;
	uint32_t part = KSYM_PART_WITHIN, token = s->own + place, class, number;

	if (place == s->length) {
		return 0;
	}
	s->next = place + 1;
	if (place < s->shared) {
		token = s->kept[place];
	} else if (s->next == s->length) {
		token |= TOKEN_ENDS;
	}
	if (token >= TOKEN_ENDS) {
		token -= TOKEN_ENDS;
		part = KSYM_PART_LAST;
	}
	class = move_to(t, s, token, width);
	/* The classes below have 1 << width numbers, less those of the first. */
	number = ksym_bits_(t->bytes, s->bit, width + class) +
		 (((1u << class) - 1) << width);
	s->bit += width + class;
	s->token++;
	return read_phrase(t, t->at[part], number, fromp, lengthp);
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

	if (got != 0) {
		return got;
	}
	while ((got = next_phrase(t, &s, &from, &part)) > 0) {
		if (part > size || !equal_bytes(from, name, part)) {
			return 0;
		}
		name += part;
		size -= part;
	}
	return got == 0 ? size == 0 : got;
}

int ksym_name(const struct ksym_table *restrict t,
	const struct ksym_symbol *restrict sym, char *restrict buf, size_t size)
{
	uint32_t room = size > KSYM_NAME_MAX ? KSYM_NAME_MAX
					     : (uint32_t)size - (size > 0);
	struct ksym_spelling_ s;
	const uint8_t *from;
	uint32_t part, over = 0;
	char *to = buf;
	int got = -KSYM_ERR_NOT_FOUND;

	if (sym->index < t->count) {
		got = begin_name(t, sym->index, &s);
	}
	if (got == 0) {
		while ((got = next_phrase(t, &s, &from, &part)) > 0) {
			if (part > room) {
				over += part - room;
				part = room;
			}
			copy(to, from, part);
			to += part;
			room -= part;
		}
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
