/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From a symbol to its name: FORMAT.md, "A name". */
#include "table.h"

/* Whether classes are added up, and how many at a time. */
#define IS_LONG (IS_WIDE_ && MULTIPLIES_)
#define SUMMED  18u

/* The sum of the first n fields of 3 bits, 1 to SUMMED. */
SMALL_ uint32_t add_fields(uint64_t fields, uint32_t n)
{
	const uint64_t even = 0x71c71c71c71c7u, fours = 0x3f03f03f03f03fu;

	fields &= ((uint64_t)1 << 3 * n) - 1;
	fields = (fields & even) + (fields >> 3 & even);
	fields = (fields & fours) + (fields >> 6 & fours);
	return (uint32_t)(fields * 0x1001001001001u >> 48) & 0xfff;
}

/* Where the next number is behind those of n tokens, whose classes have a sum. */
SMALL_ uint32_t pass_numbers(
	uint32_t bit, uint32_t width, uint32_t n, uint32_t classes)
{
	return bit + ksym_times_(n, width) + classes;
}

/* Passes tokens up to one that is not behind the next, many at a time. */
SMALL_ void pass_tokens(
	const struct ksym_table *t, struct ksym_spelling_ *s, uint32_t token)
{
	uint32_t at = s->token, bit = s->bit;

	/*@ loop invariant at <= token;
	    loop invariant has_tokens(TABLE_(t), s->bytes, at, bit,
	      s->run[0].end);
	    loop assigns at, bit;
	    loop variant token - at; */
	while (at < token) {
		const uint32_t selector = KSYM_SELECTOR_BITS * at;
		const uint32_t left = token - at;
		const uint32_t n = left < SUMMED ? left : SUMMED;
		const uint64_t fields =
			ksym_long_(s->bytes + selector / 8) >> selector % 8;

		bit = pass_numbers(
			bit, t->class_width, n, add_fields(fields, n));
		at += n;
	}
	s->token = at;
	s->bit = bit;
}

/*
 * Passes the tokens before one that is not behind the next, and it. Returns its
 * class; *BITP is where its number is.
 */
SMALL_ uint32_t take_token(const struct ksym_table *t, struct ksym_spelling_ *s,
	uint32_t token, uint32_t *bitp)
{
	uint32_t class, behind;

	if (IS_LONG) {
		pass_tokens(t, s, token);
	}
	/*@ loop invariant s->token <= token;
	    loop invariant has_runs(s, s->end);
	    loop invariant has_tokens(TABLE_(t), s->bytes, s->token, s->bit,
	      s->run[0].end);
	    loop assigns class, behind, s->token, s->bit, *bitp;
	    loop variant token - s->token; */
	do {
		class = ksym_load_bits_(
				s->bytes, KSYM_SELECTOR_BITS * s->token) %
			KSYM_CLASSES;
		behind = pass_numbers(s->bit, t->class_width, 1, class);
		/*@ assert has_tokens(TABLE_(t), s->bytes, s->token + 1,
		      behind, s->run[0].end) && s->bit <=
		      8 * (t->size - (s->bytes - t->bytes)); */
		*bitp = s->bit;
		s->bit = behind;
	} while (s->token++ < token);
	return class;
}

/*
 * Numbers the tokens of a block: those of name n are FIRST[n] to FIRST[n + 1]
 * less 1. COUNTS are 3 bits each; what the full ones have more is at MORE.
 * Returns what is behind that.
 */
FAST_ const uint8_t *number_tokens(
	uint32_t counts, const uint8_t *more, uint32_t *first)
{
	uint32_t token = 0;

	/*@ loop invariant name <= KSYM_BLOCK && token <= KSYM_TOKENS_MAX * name;
	    loop invariant \base_addr(more) == \base_addr(\at(more, Pre)) &&
	      0 <= more - \at(more, Pre) <= name;
	    loop invariant \forall integer i; 0 <= i < name ==>
	      first[i] <= token;
	    loop invariant \forall integer i, j; 0 <= i <= j < name ==>
	      first[i] <= first[j];
	    loop assigns name, counts, more, token, first[0 .. KSYM_BLOCK - 1];
	    loop variant KSYM_BLOCK - name; */
	UNROLL_
	for (uint32_t name = 0; name < KSYM_BLOCK; name++) {
		uint32_t own = counts % (KSYM_COUNT_MORE + 1);

		if (own == KSYM_COUNT_MORE) {
			own += *more;
			more++;
		}
		first[name] = token;
		token += own;
		counts >>= KSYM_COUNT_BITS;
	}
	first[KSYM_BLOCK] = token;
	return more;
}

/* The share that is the highest bits of SHARES. */
SMALL_ uint32_t first_share(uint32_t shares)
{
	return shares >> (32 - KSYM_SHARED_BITS);
}

/* Shares, turned so that the highest bits are those of that name. */
SMALL_ uint32_t turn_shares(uint32_t shares, uint32_t name)
{
	return shares << (32 - KSYM_SHARED_BITS * (name + 1));
}

/* Adds a run before those that there are. */
SMALL_ void add_run(struct ksym_spelling_ *s, uint32_t token, uint32_t end)
{
	s->run[s->runs].token = token;
	s->run[s->runs].end = end;
	s->runs++;
}

/*
 * Finds the runs of tokens that a name is of: its own, and those that it
 * shares, for which it goes back through the names before. The share of the
 * name is the highest bits of SHARES, those of the names before lie below.
 */
FAST_ int find_runs(struct ksym_spelling_ *s, uint32_t name, uint32_t shares,
	const uint32_t *first)
{
	uint32_t wanted = first_share(shares);
	uint32_t behind = first[name];

	s->run[0].token = behind;
	s->run[0].end = first[name + 1];
	s->runs = 1;
	/*@ loop invariant \forall integer i; 0 <= i <= KSYM_BLOCK ==>
	      first[i] == \at(first[i], Pre);
	    loop invariant name <= \at(name, Pre) && behind == first[name];
	    loop invariant wanted <= KSYM_SHARED_MAX;
	    loop invariant 1 <= s->runs <= 1 + \at(name, Pre) - name;
	    loop invariant has_runs(s, behind);
	    loop invariant s->run[0].end == \at(first[name + 1], Pre);
	    loop assigns name, wanted, shares, behind, s->runs,
	      s->run[1 .. KSYM_BLOCK - 1];
	    loop variant name; */
	for (; wanted > 0; name--) {
		uint32_t token, shared;

		if (name == 0) {
			return -KSYM_ERR_CORRUPT;
		}
		token = first[name - 1];
		shares <<= KSYM_SHARED_BITS;
		shared = first_share(shares);
		if (wanted > shared + behind - token) {
			return -KSYM_ERR_CORRUPT;
		}
		if (wanted > shared) {
			add_run(s, token, token + wanted - shared);
			wanted = shared;
		}
		behind = token;
	}
	return 0;
}

/* Whether all that is read of so many tokens is in the table, by the most bits
 * that their numbers can have. */
SMALL_ bool are_inside(
	const struct ksym_table *t, const uint8_t *selectors, uint32_t tokens)
{
	return ksym_times_(tokens, KSYM_CLASSES - 1u + KSYM_SELECTOR_BITS +
					   t->class_width) <=
	       8 * (t->size - (uint32_t)(selectors - t->bytes));
}

/* Begins before the first token of a block. Returns false if not all of it is
 * in the table. */
SMALL_ bool begin_block(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t *selectors, const uint32_t *first)
{
	const uint32_t tokens = first[KSYM_BLOCK];

	if (!are_inside(t, selectors, tokens)) {
		return false;
	}
	s->bytes = selectors;
	s->bit = KSYM_SELECTOR_BITS * tokens;
	s->token = 0;
	s->end = 0;
	return true;
}

/*
 * Begins with a name whose superblock has a record: counts the block's tokens,
 * and finds which of them are the name's. All that is read of the block is in
 * the table then: fields, selectors and numbers, by the most bits that these
 * can have.
 */
FAST_ int begin_any_name(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s)
{
	const uint32_t name = index % KSYM_BLOCK;
	uint32_t first[KSYM_BLOCK + 1];
	uint32_t anchor, counts, shares;
	const uint8_t *head, *selectors;

	anchor = ksym_find_anchor_(t, index);
	if (anchor == 0) {
		return -KSYM_ERR_CORRUPT;
	}
	head = t->bytes + anchor + t->paged + 4;
	counts = ksym_load_(head);
	shares = ksym_load_(head + 3);
	selectors = number_tokens(counts, head + 6, first);
	if (!begin_block(t, s, selectors, first)) {
		return -KSYM_ERR_CORRUPT;
	}
	/*@ assert has_tokens(TABLE_(t), s->bytes, s->token, s->bit,
	      first[name + 1]); */
	return find_runs(s, name, turn_shares(shares, name), first);
}

/* The same with the name of a symbol. */
FAST_ int begin_name(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s)
{
	return index < t->count ? begin_any_name(t, index, s)
				: -KSYM_ERR_NOT_FOUND;
}

/* The next token of the name; the end of the run in hand if there is none. */
SMALL_ uint32_t next_token(struct ksym_spelling_ *s)
{
	uint32_t token = s->token, end = s->end, runs = s->runs;

	/*@ loop invariant s->token <= token <= end <= s->run[0].end;
	    loop invariant runs <= s->runs;
	    loop invariant \forall integer i; 0 <= i < runs ==>
	      end <= s->run[i].token;
	    loop assigns token, end, runs;
	    loop variant runs; */
	while (token == end && runs > 0) {
		runs--;
		token = s->run[runs].token;
		end = s->run[runs].end;
	}
	s->runs = runs;
	s->end = end;
	return token;
}

/* The number of a token's phrase in its part, whose own number is at a bit. */
SMALL_ uint32_t read_number(const struct ksym_table *t, const uint8_t *bytes,
	uint32_t class, uint32_t bit)
{
	/* The classes below have as many numbers, less those of the first. */
	const uint32_t numbers = t->class_numbers << class;

	return (ksym_load_bits_(bytes, bit) & (numbers - 1)) + numbers -
	       t->class_numbers;
}

/* Returns 1, or -KSYM_ERR_CORRUPT if the phrase is not in the table. */
SMALL_ int read_phrase(const struct ksym_table *t, struct ksym_spelling_ *s,
	uint32_t part, uint32_t number)
{
	const uint32_t bit = ksym_times_(t->phrase_bits, number);
	const uint8_t *from;
	uint32_t record, size;

	if (bit / 8 >= t->sizes[part]) {
		return -KSYM_ERR_CORRUPT;
	}
	record = ksym_masked_(
		ksym_load_bits_(t->part[part], bit), t->phrase_mask);
	size = ksym_masked_(record, t->length_mask);
	record = ksym_shifted_(record, t->length_bits);
	if (record + size > t->sizes[KSYM_PART_TEXT]) {
		return -KSYM_ERR_CORRUPT;
	}
	from = t->part[KSYM_PART_TEXT] + record;
	/*@ assert is_phrase(t->bytes, t->size, from, size); */
	s->size = size;
	s->from = from;
	return 1;
}

/* Returns 1, 0 at the name's end, or -KSYM_ERR_CORRUPT. */
FAST_ int next_phrase(const struct ksym_table *t, struct ksym_spelling_ *s)
{
	const uint32_t token = next_token(s);
	uint32_t class, bit;

	if (token == s->end) {
		return 0;
	}
	class = take_token(t, s, token, &bit);
	/* The run that is left is the name's own. */
	return read_phrase(t, s,
		s->runs == 0 && token + 1 == s->end ? KSYM_PART_LAST
						    : KSYM_PART_WITHIN,
		read_number(t, s->bytes, class, bit));
}

int ksym_begin_name_(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s)
{
	return begin_name(t, index, s);
}

int ksym_begin_any_name_(
	const struct ksym_table *t, uint32_t number, struct ksym_spelling_ *s)
{
	if (t->size == 0 ||
		ksym_times_(number / KSYM_SUPERBLOCK + 1, KSYM_RECORD_SIZE) >
			t->sizes[KSYM_PART_SUPERBLOCKS]) {
		return -KSYM_ERR_NOT_FOUND;
	}
	return begin_any_name(t, number, s);
}

int ksym_next_phrase_(const struct ksym_table *t, struct ksym_spelling_ *s)
{
	return next_phrase(t, s);
}

int ksym_begin_letters_(
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

int ksym_next_letter_(const struct ksym_table *t, struct ksym_spelling_ *s)
{
	uint8_t letter;

	/*@ assert is_spread(s); */
	/*@ assert has_runs(s, s->end); */
	/*@ assert is_within(t, s); */
	/*@ assert has_letters(t, s); */
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
	letter = take_letter(s);
	/*@ assert is_spread(s); */
	/*@ assert is_within(t, s); */
	/*@ assert has_letters(t, s); */
	return letter;
}

/*
 * Copies just that many bytes. Of a fixed number a copy is a few moves, and two
 * of them that overlap are any number from one to two times as many.
 */
FAST_ void copy(char *to, const uint8_t *from, uint32_t length)
{
	uint32_t done = 0;

	if (IS_WIDE_ && length < 4) {
		if (length >= 2) {
			__builtin_memcpy(to, from, 2);
			__builtin_memcpy(to + length - 2, from + length - 2, 2);
		} else if (length > 0) {
			to[0] = (char)from[0];
		}
	} else if (!IS_WIDE_) {
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

/* Whether length bytes are equal; of both there are so many. */
FAST_ bool equal_bytes(const uint8_t *a, const uint8_t *b, uint32_t length)
{
	uint32_t at = 0;

	if (IS_WIDE_ && length >= 8) {
		/*@ loop invariant at <= length;
		    loop assigns at;
		    loop variant length - at; */
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
	/*@ loop invariant at <= length;
	    loop assigns at;
	    loop variant length - at; */
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
	/*@ loop invariant is_within(t, &s);
	    loop invariant \valid_read(name + (0 .. size - 1));
	    loop assigns got, s, name, size;
	    loop variant s.run[0].end - s.token; */
	while ((got = next_phrase(t, &s)) > 0) {
		if (s.size > size || !equal_bytes(s.from, name, s.size)) {
			return 0;
		}
		name += s.size;
		size -= s.size;
	}
	return got == 0 ? size == 0 : got;
}

/* Writes the name of a symbol as ksym_name does; size is not 0. */
SMALL_ int write_name(const struct ksym_table *restrict t, uint32_t index,
	char *restrict buf, size_t size)
{
	struct ksym_spelling_ s;
	uint32_t cut = 0;
	size_t room = size - 1; /* for bytes before the NUL */
	char *to = buf;
	int got = begin_name(t, index, &s);

	if (got == 0) {
		/*@ loop invariant is_within(t, &s);
		    loop invariant \base_addr(to) == \base_addr(buf);
		    loop invariant to - buf == size - 1 - room;
		    loop invariant 0 <= to - buf;
		    loop invariant to - buf + cut <= PROOF_PHRASE_MAX * s.token;
		    loop invariant cut > 0 ==> room == 0;
		    loop assigns got, s, cut, room, to, buf[0 .. size - 1];
		    loop variant s.run[0].end - s.token; */
		while ((got = next_phrase(t, &s)) > 0) {
			uint32_t n = s.size;

			if (n > room) {
				cut += n - (uint32_t)room;
				n = (uint32_t)room;
			}
			copy(to, s.from, n);
			to += n;
			room -= n;
		}
	}
	*to = 0;
	cut += (uint32_t)(to - buf);
	if (got == 0 && cut <= KSYM_NAME_MAX) {
		return (int)cut;
	}
	*buf = 0;
	return got != 0 ? got : -KSYM_ERR_CORRUPT;
}

int ksym_name(const struct ksym_table *restrict t,
	const struct ksym_symbol *restrict sym, char *restrict buf, size_t size)
{
	char none;

	return write_name(
		t, sym->index, size > 0 ? buf : &none, size > 0 ? size : 1);
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
	/*@ loop invariant is_within(t, &s) && length <= KSYM_NAME_MAX;
	    loop assigns got, s, length;
	    loop variant s.run[0].end - s.token; */
	while ((got = ksym_next_phrase_(t, &s)) > 0) {
		/*@ calls proof_put; */
		put(context, (const char *)s.from, s.size);
		length += s.size;
		if (length > KSYM_NAME_MAX) {
			return -KSYM_ERR_CORRUPT;
		}
	}
	return got == 0 ? (int)length : got;
}
