/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From a symbol to its name: FORMAT.md, "A name". */
#include "table.h"

/* Whether classes are added up, and how many at a time. */
#define IS_LONG (IS_WIDE_ && MULTIPLIES_)
#define SUMMED  18u

/* The sum of SUMMED fields of 3 bits. */
SMALL_ uint32_t add_fields(uint64_t fields)
{
	const uint64_t even = 0x71c71c71c71c7u, fours = 0x3f03f03f03f03fu;

	fields = (fields & even) + (fields >> 3 & even);
	fields = (fields & fours) + (fields >> 6 & fours);
	return (uint32_t)(fields * 0x1001001001001u >> 48) & 0xfff;
}

/*
 * Passes the tokens before one, and it. A name's tokens ascend. Returns its
 * class; *BITP is where its number is.
 */
SMALL_ uint32_t take_token(const struct ksym_table *t,
	struct ksym_spelling_ *s, uint32_t token, uint32_t *bitp)
{
	const uint32_t width = t->class_width;
	uint32_t class;

	while (IS_LONG && s->token < token) {
		const uint32_t bit = KSYM_SELECTOR_BITS * s->token;
		const uint32_t left = token - s->token;
		const uint32_t n = left < SUMMED ? left : SUMMED;
		const uint64_t fields =
			ksym_long_(s->bytes + bit / 8) >> bit % 8;

		s->bit += width * n +
			  add_fields(fields & (((uint64_t)1 << 3 * n) - 1));
		s->token += n;
	}
	do {
		class = ksym_load_bits_(s->bytes,
				KSYM_SELECTOR_BITS * s->token) %
			KSYM_CLASSES;
		*bitp = s->bit;
		s->bit += width + class;
	} while (s->token++ < token);
	return class;
}

/*
 * Begins with the name of a symbol: counts the block's tokens, and keeps which
 * of them the name shares. All that is read of the block is in the table then:
 * fields, selectors and numbers, by the most bits that these can have.
 */
FAST_ int begin_name(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s)
{
	const uint32_t shared_bits = 3u + t->shared_bits;
	uint32_t left = index % KSYM_BLOCK, token = 0, shared, own;
	uint32_t counts, shares, anchor;
	const uint8_t *head;

	if (index >= t->count) {
		return -KSYM_ERR_NOT_FOUND;
	}
	anchor = ksym_find_anchor_(t, index);
	if (anchor == 0) {
		return -KSYM_ERR_CORRUPT;
	}
	head = t->bytes + anchor + t->paged + 4;
	counts = ksym_load_(head) & 0xffffff;
	shares = ksym_load_(head + 3);
	head += 3 + shared_bits;
	s->shared = 0;
	s->length = 0;
	s->own = 0;
	for (;; left--) {
		shared = shares & ((1u << shared_bits) - 1);
		own = counts % (KSYM_COUNT_MORE + 1);
		if (own == KSYM_COUNT_MORE) {
			own += *head++;
		}
		if (shared > s->length) {
			return -KSYM_ERR_CORRUPT;
		}
		for (uint32_t i = s->shared; i < shared; i++) {
			s->kept[i] = (uint16_t)(s->own + i);
		}
		s->own = token - shared;
		s->shared = shared;
		s->length = shared + own;
		token += own;
		counts >>= KSYM_COUNT_BITS;
		if (left == 0) {
			break;
		}
		shares >>= shared_bits;
	}
	for (; counts > 0; counts >>= KSYM_COUNT_BITS) {
		own = counts % (KSYM_COUNT_MORE + 1);
		token += own;
		if (own == KSYM_COUNT_MORE) {
			token += *head++;
		}
	}
	s->bytes = head;
	s->bit = KSYM_SELECTOR_BITS * token;
	s->next = 0;
	s->token = 0;
	return s->bit + ksym_times_(token, t->class_width + KSYM_CLASSES - 1u) <=
			       8 * (t->size - (uint32_t)(head - t->bytes))
		       ? 0
		       : -KSYM_ERR_CORRUPT;
}

/* Returns 1, 0 at the name's end, or -KSYM_ERR_CORRUPT. */
FAST_ int next_phrase(const struct ksym_table *t, struct ksym_spelling_ *s)
{
	const uint32_t place = s->next++;
	uint32_t part = KSYM_PART_WITHIN, token = s->own + place;
	uint32_t class, mask, bit, record;

	if (place == s->length) {
		return 0;
	}
	if (place < s->shared) {
		token = s->kept[place];
	} else if (s->next == s->length) {
		part = KSYM_PART_LAST;
	}
	class = take_token(t, s, token, &bit);
	mask = (1u << (t->class_width + class)) - 1;
	/* The classes below have 1 << width numbers, less those of the first. */
	bit = ksym_times_(t->phrase_bits,
		(ksym_load_bits_(s->bytes, bit) & mask) + mask -
			((1u << t->class_width) - 1));
	if (bit / 8 >= t->sizes[part]) {
		return -KSYM_ERR_CORRUPT;
	}
	record = ksym_bits_(t->part[part], bit, t->phrase_bits);
	s->size = record & ((1u << t->length_bits) - 1);
	record >>= t->length_bits;
	s->from = t->part[KSYM_PART_TEXT] + record;
	return record + s->size <= t->sizes[KSYM_PART_TEXT] ? 1 : -KSYM_ERR_CORRUPT;
}

int ksym_begin_name_(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s)
{
	return begin_name(t, index, s);
}

int ksym_next_phrase_(const struct ksym_table *t, struct ksym_spelling_ *s)
{
	return next_phrase(t, s);
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
	int got = begin_name(t, index, &s);

	if (got != 0) {
		return got;
	}
	while ((got = next_phrase(t, &s)) > 0) {
		if (s.size > size || !equal_bytes(s.from, name, s.size)) {
			return 0;
		}
		name += s.size;
		size -= s.size;
	}
	return got == 0 ? size == 0 : got;
}

int ksym_name(const struct ksym_table *restrict t,
	const struct ksym_symbol *restrict sym, char *restrict buf, size_t size)
{
	const size_t room = size - (size > 0);
	char none; /* nothing is added to NULL, not even 0 */
	char *const to = size > 0 ? buf : &none;
	struct ksym_spelling_ s;
	uint32_t length = 0;
	int got = begin_name(t, sym->index, &s);

	if (got == 0) {
		while ((got = next_phrase(t, &s)) > 0) {
			const size_t left = length < room ? room - length : 0;

			copy(to + (room - left), s.from,
				s.size < left ? s.size : (uint32_t)left);
			length += s.size;
		}
	}
	if (length > KSYM_NAME_MAX) {
		got = -KSYM_ERR_CORRUPT;
	}
	length = got != 0 ? 0 : length;
	if (size > 0) {
		buf[length < room ? length : room] = 0;
	}
	return got != 0 ? got : (int)length;
}

/* put is any function that returns, and writes what is its own. */
int ksym_put(const struct ksym_table *t, const struct ksym_symbol *sym,
	void (*put)(void *context, const char *piece, size_t length),
	void *context)
{
	struct ksym_spelling_ s;
	uint32_t length = 0;
	int got = ksym_begin_name_(t, sym->index, &s);

	if (got != 0) {
		return got;
	}
	while ((got = ksym_next_phrase_(t, &s)) > 0) {
		put(context, (const char *)s.from, s.size);
		length += s.size;
		if (length > KSYM_NAME_MAX) {
			return -KSYM_ERR_CORRUPT;
		}
	}
	return got == 0 ? (int)length : got;
}
