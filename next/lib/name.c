/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From a symbol to its name: FORMAT.md, "A name". */
#include "table.h"

/* Every second of 8 fields of 3 bits, and the first bit of each. */
#define EVEN_FIELDS 0x1c71c7u
#define FIRST_BITS  0x249249u

/* How many classes are taken from a table at a time. */
#define IS_LONG (IS_WIDE_ && MULTIPLIES_)
#define CLASSES (IS_LONG ? 18u : 8u)

/* What is kept of a token: the class of its phrase, then where its number is. */
#define TOKEN_ENDS  8u /* it is the last one of a name */
#define TOKEN_SHIFT 4

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

/* The first bits of the fields that are as large as a field can be. */
SMALL_ uint32_t full_fields(uint32_t fields)
{
	return fields & fields >> 1 & fields >> 2 & FIRST_BITS;
}

/* What names have more than their fields can count, of as many as bits are set.
 */
static APART_ uint32_t add_large(const uint8_t *more, uint32_t full)
{
	uint32_t tokens = 0;

	for (; full > 0; full &= full - 1) {
		tokens += *more++;
	}
	return tokens;
}

/* The classes from a bit on, all in the table: CLASSES of them or more. */
SMALL_ uint64_t load_classes(const struct ksym_table *t, uint32_t bit)
{
	return IS_LONG ? ksym_long_(t->bytes + bit / 8) >> bit % 8
		       : ksym_load_bits_(t->bytes, bit);
}

/* The sum of 18 fields of 3 bits. */
SMALL_ uint32_t add_long_fields(uint64_t fields)
{
	const uint64_t even = 0x71c71c71c71c7u, fours = 0x3f03f03f03f03fu;

	fields = (fields & even) + (fields >> 3 & even);
	fields = (fields & fours) + (fields >> 6 & fours);
	return (uint32_t)(fields * 0x1001001001001u >> 48) & 0xfff;
}

/* Passes that many tokens of the names before those that count. */
FAST_ void pass_tokens(
	const struct ksym_table *t, struct ksym_spelling_ *s, uint32_t count)
{
	s->numbers += ksym_times_(t->class_width, count);
	while (count > 0) {
		const uint32_t n = count < CLASSES ? count : CLASSES;
		const uint64_t all = load_classes(t, s->selectors);

		s->numbers +=
			IS_LONG ? add_long_fields(
					  all & (((uint64_t)1 << 3 * n) - 1))
				: add_fields(
					  (uint32_t)all & ((1u << 3 * n) - 1));
		s->selectors += 3 * n;
		count -= n;
	}
}

/* The class of the next token. */
SMALL_ uint32_t next_class(const struct ksym_table *t, struct ksym_spelling_ *s)
{
	const uint32_t class =
		ksym_load_bits_(t->bytes, s->selectors) % KSYM_CLASSES;

	s->selectors += KSYM_SELECTOR_BITS;
	return class;
}

/* Passes a name's own tokens, and keeps those that other names may share. */
FAST_ void pass_name(const struct ksym_table *t, struct ksym_spelling_ *s,
	uint32_t shared, uint32_t length)
{
	for (uint32_t i = shared; i < length; i++) {
		const uint32_t class = next_class(t, s);

		if (i < KSYM_SHARED_MAX) {
			s->kept[i] =
				(s->numbers - s->first) << TOKEN_SHIFT | class;
		}
		s->numbers += t->class_width + class;
	}
	if (length > shared && length <= KSYM_SHARED_MAX) {
		s->kept[length - 1] |= TOKEN_ENDS;
	}
}

/* The sum of fields, with what the full ones have more; passes that. */
FAST_ uint32_t add_counts(uint32_t counts, const uint8_t **morep)
{
	const uint32_t full = full_fields(counts);
	uint32_t tokens = add_fields(counts);

	if (full != 0) {
		tokens += add_large(*morep, full);
		*morep += add_fields(full);
	}
	return tokens;
}

/* The first name on which that of a number leans: the last to share nothing. */
SMALL_ uint32_t find_head(
	const struct ksym_table *t, uint32_t shares, uint32_t name)
{
	uint32_t bit = ksym_times_(name, t->shared_bits);

	while (name > 0 && (shares >> bit & t->shared_mask) != 0) {
		name--;
		bit -= t->shared_bits;
	}
	return name;
}

/* What a block says of its names, from one of them on. */
struct names {
	uint32_t shares;
	uint32_t counts;
	const uint8_t *more; /* tokens, of those whose counts are full */
};

/* Begins with a block. Returns false if its selectors are not in the table. */
FAST_ bool begin_block(const struct ksym_table *t, uint32_t index,
	struct names *names, struct ksym_spelling_ *s)
{
	const uint8_t *behind;
	uint32_t anchor, tokens;

	if (!ksym_find_anchor_(t, index, &anchor)) {
		return false;
	}
	names->shares = ksym_load_(t->bytes + anchor + t->shares);
	names->counts = ksym_load_(t->bytes + anchor + t->counts) & 0xffffff;
	names->more = behind = t->bytes + anchor + t->more;
	tokens = add_counts(names->counts, &behind);
	s->selectors = 8 * (uint32_t)(behind - t->bytes);
	s->first = s->selectors + KSYM_SELECTOR_BITS * tokens;
	s->numbers = s->first;
	return s->first <= t->last_bit;
}

/* Passes all names before one, and their tokens. */
FAST_ void pass_to(const struct ksym_table *t, uint32_t name,
	struct names *names, struct ksym_spelling_ *s)
{
	const uint32_t before = names->counts & ((1u << 3 * name) - 1);

	pass_tokens(t, s, add_counts(before, &names->more));
	names->shares >>= ksym_times_(name, t->shared_bits);
	names->counts >>= 3 * name;
}

/* Goes through the names of a block up to that of a symbol. */
FAST_ int begin_name(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s)
{
	uint32_t left = index % KSYM_BLOCK, length = 0;
	struct names names;

	if (!begin_block(t, index, &names, s)) {
		return -KSYM_ERR_CORRUPT;
	}
	if (!IS_SMALL_) {
		const uint32_t head = find_head(t, names.shares, left);

		pass_to(t, head, &names, s);
		left -= head;
	}
	for (;; left--) {
		const uint32_t shared = names.shares & t->shared_mask;
		uint32_t own = names.counts % (KSYM_COUNT_MORE + 1);

		if (own == KSYM_COUNT_MORE) {
			own += *names.more++;
		}
		if (shared > length) {
			return -KSYM_ERR_CORRUPT;
		}
		length = shared + own;
		if (left == 0) {
			s->shared = shared;
			s->own = own;
			s->next = 0;
			return 0;
		}
		pass_name(t, s, shared, length);
		names.shares >>= t->shared_bits;
		names.counts >>= KSYM_COUNT_BITS;
	}
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
	return at + *lengthp <= t->size ? 1 : -KSYM_ERR_CORRUPT;
}

/* Returns 1, 0 at the name's end, or -KSYM_ERR_CORRUPT. */
FAST_ int next_phrase(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t **fromp, uint32_t *lengthp)
{
	uint32_t class, bit, mask, number, part = t->at[KSYM_PART_WITHIN];
	bool ends;

	if (s->next < s->shared) {
		const uint32_t token = s->kept[s->next++];

		class = token % KSYM_CLASSES;
		bit = s->first + (token >> TOKEN_SHIFT);
		ends = (token & TOKEN_ENDS) != 0;
	} else if (s->own > 0) {
		class = next_class(t, s);
		bit = s->numbers;
		s->numbers += t->class_width + class;
		s->own--;
		ends = s->own == 0;
	} else {
		return 0;
	}
	if (bit > t->last_bit) {
		return -KSYM_ERR_CORRUPT;
	}
	mask = (1u << (t->class_width + class)) - 1;
	/* The classes below have 1 << width numbers, less those of the first. */
	number = (ksym_load_bits_(t->bytes, bit) & mask) + mask - t->class_mask;
	if (ends) {
		part = t->at[KSYM_PART_LAST];
	}
	return read_phrase(
		t, part + ksym_times_(t->phrase_size, number), fromp, lengthp);
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
