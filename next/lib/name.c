/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From a symbol to its name: FORMAT.md, "A name". */
#include "table.h"

/* The lower half of each pair of 3-bit fields, in 8 of them. */
#define LOWER_8  0x1c71c7u

/* Up to 18 fields of 3 bits in a word: in pairs, in fours, then all at once. */
SMALL_ uint32_t add_long(uint64_t fields)
{
	const uint64_t pairs = 0x071c71c71c71c7u, fours = 0x3f03f03f03f03fu;

	fields = (fields & pairs) + (fields >> 3 & pairs);
	fields = (fields & fours) + (fields >> 6 & fours);
	return (uint32_t)(fields * 0x1001001001001u >> 48) & 0xfff;
}

/* The sum of that many fields of 3 bits from a bit on, all in the table. */
FAST_ uint32_t sum_fields(const struct ksym_table *t, uint32_t bit, uint32_t count)
{
	uint32_t sum = 0;

	if (IS_WIDE_ && MULTIPLIES_) {
		while (count > 0 && bit / 8 + 4 <= t->last_word) {
			const uint32_t n = count < 18 ? count : 18;

			sum += add_long(ksym_long_(t->bytes + bit / 8) >> bit % 8 &
					(((uint64_t)1 << 3 * n) - 1));
			bit += 3 * n;
			count -= n;
		}
	}
	while (count > 0) {
		const uint32_t n = count < 8 ? count : 8;
		uint32_t fields = ksym_load_bits_(t->bytes, bit) &
				  ((1u << 3 * n) - 1);

		fields = (fields & LOWER_8) + (fields >> 3 & LOWER_8);
		fields += fields >> 12;
		sum += (fields + (fields >> 6)) & 63;
		bit += 3 * n;
		count -= n;
	}
	return sum;
}

/* How many of the first names in a block have more tokens than fit. */
FAST_ uint32_t count_large(const struct ksym_table *t, uint32_t bit, uint32_t names)
{
	uint32_t large = 0;

	for (uint32_t i = 0; i < names; i += 8) {
		const uint32_t n = names - i < 8 ? names - i : 8;
		const uint32_t fields = ksym_load_bits_(t->bytes, bit + 3 * i);
		uint32_t full = fields & fields >> 1 & fields >> 2 & 0x249249 &
				((1u << 3 * n) - 1);

		for (; full > 0; full &= full - 1) {
			large++;
		}
	}
	return large;
}

SMALL_ uint32_t counts_bit(const struct ksym_table *t, const struct ksym_spelling_ *s)
{
	return 8 * (s->anchor + t->counts);
}

/* The tokens that the names of a block before one of them have. */
FAST_ uint32_t tokens_before(const struct ksym_table *t,
	const struct ksym_spelling_ *s, uint32_t name)
{
	const uint32_t bit = counts_bit(t, s);
	uint32_t tokens = sum_fields(t, bit, name);

	if (s->large > 0) {
		const uint32_t large = count_large(t, bit, name);
		const uint8_t *more = t->bytes + s->anchor + t->more;

		for (uint32_t i = 0; i < large; i++) {
			tokens += more[i];
		}
	}
	return tokens;
}

/* A name's own tokens. */
FAST_ uint32_t own_tokens(const struct ksym_table *t,
	const struct ksym_spelling_ *s, uint32_t name)
{
	const uint32_t bit = counts_bit(t, s);
	const uint32_t count = ksym_load_bits_(t->bytes, bit + 3 * name) %
			       (KSYM_COUNT_MORE + 1);

	return count < KSYM_COUNT_MORE
		       ? count
		       : count + t->bytes[s->anchor + t->more +
					  count_large(t, bit, name)];
}

/* The tokens that a name shares with the one before it. */
SMALL_ uint32_t shared_tokens(const struct ksym_table *t,
	const struct ksym_spelling_ *s, uint32_t name)
{
	return ksym_load_bits_(t->bytes,
		       8 * (s->anchor + t->codes + KSYM_BLOCK / 2) +
			       ksym_times_(name, t->shared_bits)) &
	       ((1u << t->shared_bits) - 1);
}

FAST_ int begin_name(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s)
{
	struct ksym_anchor_ anchor;
	uint32_t behind;

	if (!ksym_find_anchor_(t, ksym_record_(t, index / KSYM_SUPERBLOCK),
		    index / KSYM_BLOCK % KSYM_BLOCKS, &anchor)) {
		return -KSYM_ERR_CORRUPT;
	}
	s->anchor = anchor.at;
	s->index = index % KSYM_BLOCK;
	s->large = count_large(t, counts_bit(t, s), KSYM_BLOCK);
	behind = anchor.at + t->more + s->large;
	if (behind > t->last_word) {
		return -KSYM_ERR_CORRUPT;
	}
	s->selectors = 8 * behind;
	s->numbers = s->selectors + KSYM_SELECTOR_BITS *
					    tokens_before(t, s, KSYM_BLOCK);
	s->position = 0;
	s->length = shared_tokens(t, s, s->index) + own_tokens(t, s, s->index);
	s->left = 0;
	s->passed = 0;
	/* Selectors are read without asking again. */
	return s->numbers <= 8 * t->last_word ? 0 : -KSYM_ERR_CORRUPT;
}

/*
 * Finds the name that the next tokens are of, and passes what stands before
 * them. That is the last name to share no more than what was spelled; it gives
 * tokens as far as all names behind it share.
 */
FAST_ int find_tokens(const struct ksym_table *t, struct ksym_spelling_ *s)
{
	uint32_t name = s->index, reach = s->length, own, passed;
	uint32_t shared = shared_tokens(t, s, name);

	while (shared > s->position) {
		reach = shared < reach ? shared : reach;
		if (name == 0) {
			return -KSYM_ERR_CORRUPT;
		}
		name--;
		shared = shared_tokens(t, s, name);
	}
	own = own_tokens(t, s, name);
	s->left = reach - s->position;
	s->ends = reach - shared == own;
	if (reach - shared > own) {
		return -KSYM_ERR_CORRUPT;
	}
	passed = tokens_before(t, s, name) + s->position - shared - s->passed;
	s->numbers += ksym_times_(t->class_width, passed) +
		      sum_fields(t, s->selectors, passed);
	s->selectors += KSYM_SELECTOR_BITS * passed;
	s->passed += passed;
	return 0;
}

/* Reads a phrase's record. */
SMALL_ int read_phrase(const struct ksym_table *t, uint32_t at,
	const uint8_t **fromp, uint32_t *lengthp)
{
	uint32_t record;

	if (at > t->last_word) {
		return -KSYM_ERR_CORRUPT;
	}
	record = ksym_load_(t->bytes + at) & t->phrase_mask;
	*lengthp = record & ((1u << t->length_bits) - 1);
	at = t->at[KSYM_PART_TEXT] + (record >> t->length_bits);
	if (at > t->size || *lengthp > t->size - at) {
		return -KSYM_ERR_CORRUPT;
	}
	*fromp = t->bytes + at;
	return 1;
}

FAST_ int next_phrase(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t **fromp, uint32_t *lengthp)
{
	uint32_t class, width, number;
	bool last;

	if (s->left == 0) {
		if (s->position == s->length) {
			return 0;
		}
		if (find_tokens(t, s) != 0) {
			return -KSYM_ERR_CORRUPT;
		}
	}
	if (s->numbers > 8 * t->last_word) {
		return -KSYM_ERR_CORRUPT;
	}
	class = ksym_load_bits_(t->bytes, s->selectors) % KSYM_CLASSES;
	width = t->class_width + class;
	number = (ksym_load_bits_(t->bytes, s->numbers) & ((1u << width) - 1)) +
		 (((1u << class) - 1) << t->class_width);
	s->selectors += KSYM_SELECTOR_BITS;
	s->numbers += width;
	s->position++;
	s->passed++;
	s->left--;
	last = s->left == 0 && s->ends;
	return read_phrase(t,
		t->at[last ? KSYM_PART_LAST : KSYM_PART_WITHIN] +
			ksym_times_(t->phrase_size, number),
		fromp, lengthp);
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

int ksym_name(const struct ksym_table *t, const struct ksym_symbol *sym,
	char *buf, size_t size)
{
	const size_t room = size > 0 ? size - 1 : 0;
	struct ksym_spelling_ s;
	const uint8_t *from;
	uint32_t part;
	size_t length = 0;
	int got = -KSYM_ERR_NOT_FOUND;

	if (sym->index < t->count) {
		got = begin_name(t, sym->index, &s);
	}
	if (got == 0) {
				while ((got = next_phrase(t, &s, &from, &part)) > 0) {
			if (length < room) {
				copy(buf + length, from,
					part < room - length
						? part
						: (uint32_t)(room - length));
			}
			length += part;
			if (length > KSYM_NAME_MAX) {
				got = -KSYM_ERR_CORRUPT;
				break;
			}
		}
	}
	if (size > 0) {
		buf[got != 0 ? 0 : length < room ? length : room] = 0;
	}
	return got != 0 ? got : (int)length;
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
