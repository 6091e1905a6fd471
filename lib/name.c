/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From a symbol to its name: FORMAT.md, "A name". */
#include "table.h"

/*
 * A name shares its first tokens with the name before it, and stores only the
 * rest. Returns how many stored tokens each earlier name of the block gives to
 * this one, 4 bits each: those that all names from it to this one share, less
 * those that it takes from before itself.
 */
static uint32_t given_tokens(uint32_t shared, uint32_t names)
{
	uint32_t given = 0, least = KSYM_SHARED_MAX;

	/*@ loop invariant names < KSYM_BLOCK;
	    loop assigns names, given, least;
	    loop variant names; */
	while (names > 0) {
		const uint32_t next = shared >> 4 * names & 15;
		const uint32_t own = shared >> 4 * (names - 1) & 15;

		least = next < least ? next : least;
		given = given << 4 | (least > own ? least - own : 0);
		names--;
	}
	return given;
}

FAST_ int begin_name(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s)
{
	const uint8_t *record = ksym_record_(t, index / KSYM_BLOCK);
	const uint32_t start = ksym_block_(t, record);
	const uint32_t end = ksym_block_(t, record + ksym_record_size_(t));
	uint32_t bits = 0;

	/* The walk reads only this block, so it is checked here once. */
	if (end > t->last_word || start > end ||
		end - start < KSYM_BLOCK_FIELDS) {
		return -KSYM_ERR_CORRUPT;
	}
	/*@ loop invariant i <= KSYM_BLOCK && bits <= 255 * i;
	    loop assigns i, bits;
	    loop variant KSYM_BLOCK - i; */
	for (uint32_t i = 0; i < KSYM_BLOCK; i++) {
		bits += ksym_shape_(t, t->bytes[start + i])[KSYM_SHAPE_XY];
	}
	s->selectors = 8 * (start + KSYM_BLOCK_FIELDS) + bits;
	s->numbers = 8 * end;
	s->names = index % KSYM_BLOCK;
	s->given = given_tokens(
		ksym_load_(t->bytes + start + KSYM_BLOCK_SHARED), s->names);
	/* Lengths and not offsets: those of a large table may wrap in bits. */
	return bits <= 8 * (end - start - KSYM_BLOCK_FIELDS)
		       ? 0
		       : -KSYM_ERR_CORRUPT;
}

/* Reads the next selector; *STEPP: the width of its number, or the end's mark. */
SMALL_ uint32_t read_selector(
	const struct ksym_table *t, struct ksym_spelling_ *s, uint32_t *stepp)
{
	const uint32_t selector =
		ksym_load_bits_(t->bytes, s->selectors) % (KSYM_CLASSES + 1);

	/*@ assert selector == KSYM_SELECTOR_END || is_class(*t, selector); */
	*stepp = t->token_step[selector];
	s->selectors += KSYM_SELECTOR_BITS;
	return selector;
}

/*
 * Skips to the next name that contributes tokens. Selectors go up, numbers go
 * down; where they cross, the block is damaged. Neither leaves the block: a step
 * is smaller than what precedes the first selector, so numbers stay above 0.
 */
FAST_ int skip_names(const struct ksym_table *t, struct ksym_spelling_ *s)
{
	uint32_t names = 0, step;

	/*@ loop invariant names < s->names;
	    loop assigns names, s->given;
	    loop variant s->names - names; */
	do {
		names++;
		s->given >>= 4;
	} while (names < s->names && (s->given & 15) == 0);
	s->names -= names;

	/*@ loop invariant is_open(*t);
	    loop invariant is_within(*t, *s);
	    loop invariant s->numbers - s->selectors <=
	      \at(s->numbers - s->selectors, Pre);
	    loop assigns names, step, s->selectors, s->numbers;
	    loop variant s->numbers - s->selectors; */
	while (names > 0) {
		(void)read_selector(t, s, &step);
		/*@ assert step % KSYM_STEP_END_ <= KSYM_CLASS_WIDTH_MAX; */
		/*@ assert 8 * KSYM_BLOCK_FIELDS + 3 <= s->selectors; */
		/*@ assert s->selectors - 3 <= s->numbers <= 8 * t->last_word; */
		s->numbers -= step % KSYM_STEP_END_;
		names -= step / KSYM_STEP_END_;
		if (s->numbers < s->selectors) {
			return -KSYM_ERR_CORRUPT;
		}
	}
	return 0;
}

/* The phrase of the next token, be it the name's own or an earlier name's. */
FAST_ int read_phrase(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t **fromp, uint32_t *lengthp)
{
	uint32_t selector, step, number, phrase, at;

	selector = read_selector(t, s, &step);
	/*@ assert 8 * KSYM_BLOCK_FIELDS + 3 <= s->selectors; */
	/*@ assert s->selectors - 3 <= s->numbers <= 8 * t->last_word; */
	/*@ assert s->numbers - s->selectors <
	      \at(s->numbers - s->selectors, Pre); */
	if (selector == KSYM_SELECTOR_END) {
		return s->names == 0 ? 0 : -KSYM_ERR_CORRUPT;
	}
	s->given -= s->names > 0;
	s->numbers -= step;
	if (s->numbers < s->selectors) {
		return -KSYM_ERR_CORRUPT;
	}
	/*@ assert is_open(*t); */
	/*@ assert s->numbers - s->selectors <
	      \at(s->numbers - s->selectors, Pre); */
	/*@ assert is_within(*t, *s); */
	number = ksym_load_bits_(t->bytes, s->numbers) & ((1u << step) - 1);
	phrase = ksym_word_(t,
		FIELD_(t, KSYM_AT_PHRASES) +
			KSYM_PHRASE_SIZE * (t->token_first[selector] + number));
	at = FIELD_(t, KSYM_AT_TEXT) + (phrase >> 6 & 0x3ffff);
	*lengthp = phrase % (KSYM_PHRASE_MAX + 1);
	*fromp = t->bytes + at;
	if (at > t->size || *lengthp > t->size - at) {
		return -KSYM_ERR_CORRUPT;
	}
	/*@ assert is_within(*t, *s); */
	/*@ assert is_inside(*t, *fromp, *lengthp); */
	/*@ assert \valid_read(*fromp + (0 .. *lengthp - 1)); */
	return 1;
}

FAST_ int next_phrase(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t **fromp, uint32_t *lengthp)
{
	if (s->names > 0 && (s->given & 15) == 0 && skip_names(t, s) != 0) {
		return -KSYM_ERR_CORRUPT;
	}
	return read_phrase(t, s, fromp, lengthp);
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
 * Copies exactly length bytes. A copy of constant size is a few moves, and two
 * that overlap cover any length from one to two times that size.
 */
FAST_ void copy(char *to, const uint8_t *from, uint32_t length)
{
	uint32_t done = 0;

	if (!COPIES_WIDE_ || length < 4) {
		/*@ loop invariant done <= length;
		    loop assigns done, to[0 .. length - 1];
		    loop variant length - done; */
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
		/*@ loop invariant done <= length && done % 16 == 0;
		    loop assigns done, to[0 .. length - 1];
		    loop variant length - done; */
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
		/*@ loop invariant is_within(*t, s) && length <= KSYM_NAME_MAX;
		    loop assigns got, s, from, part, length, buf[0 .. size - 1];
		    loop variant s.numbers - s.selectors; */
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
	/*@ loop invariant is_within(*t, s) && length <= KSYM_NAME_MAX;
	    loop assigns got, s, from, part, length;
	    loop variant s.numbers - s.selectors; */
	while ((got = ksym_next_phrase_(t, &s, &from, &part)) > 0) {
		/*@ calls proof_put; */
		put(context, (const char *)from, part);
		length += part;
		if (length > KSYM_NAME_MAX) {
			return -KSYM_ERR_CORRUPT;
		}
	}
	return got == 0 ? (int)length : got;
}
