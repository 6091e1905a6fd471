/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What to print for an address. */
#include "table.h"

/* "+0x" and 16 digits, "/0x" and as many. */
#define OFFSET_MAX 38

/* A text; what there is no room for is not in it. */
struct text {
	char *buf;
	size_t room; /* for bytes before the NUL */
	size_t length;
};

/*@ // The last place that is written to, if there is room for any.
    logic integer text_end(struct text *text) =
      text->room > 0 ? (integer)text->room : -1;

    // A NUL is behind what there was room for.
    predicate can_put(struct text *text) =
      \valid(text) && (text->room == 0 && text->length >= 0 ||
      \valid(text->buf + (0 .. text->room)) &&
      \separated(text, text->buf + (0 .. text->room)) &&
      text->buf[\min(text->length, text->room)] == 0); */

static void put_char(struct text *text, char c)
{
	if (text->length < text->room) {
		text->buf[text->length] = c;
		text->length++;
		text->buf[text->length] = 0;
	}
}

/* Writes the mark and the number, "+0x18". Returns how many bytes, 4 to 19. */
static uint32_t write_number(char *to, char mark, uint64_t number)
{
	uint32_t digits = 16, length = 3;

	to[0] = mark;
	to[1] = '0';
	to[2] = 'x';
	/*@ loop invariant 1 <= digits <= 16;
	    loop assigns digits, number;
	    loop variant digits; */
	for (; digits > 1 && number >> 60 == 0; digits--) {
		number <<= 4;
	}
	/*@ loop invariant digits <= 16 && 3 <= length &&
	      4 <= length + digits <= OFFSET_MAX / 2;
	    loop assigns digits, number, length, to[3 .. OFFSET_MAX / 2 - 1];
	    loop variant digits; */
	for (; digits > 0; digits--) {
		const uint32_t digit = (uint32_t)(number >> 60);

		to[length++] = (char)(digit + (digit < 10 ? '0' : 'a' - 10));
		number <<= 4;
	}
	return length;
}

/* Whether a byte is of a UTF-8 sequence, and not its first. */
static inline bool is_inner(uint8_t byte)
{
	return byte / 64 == 2;
}

/* A sequence of UTF-8 has no more bytes than this behind its first. */
#define INNER_MAX 3

/* Puts the end of a name, from a byte on, or from a sequence of UTF-8 on. */
static void put_end(const struct ksym_table *t,
	const struct ksym_symbol *symbol, uint32_t first, struct text *text)
{
	uint32_t at = 0, torn = INNER_MAX;
	struct ksym_spelling_ s;

	if (ksym_begin_name_(t, symbol->index, &s) != 0) {
		return;
	}
	/*@ loop invariant is_within(t, &s) && can_put(text);
	    loop assigns s, at, torn, text->length,
	      text->buf[0 .. text_end(text)];
	    loop variant s.run[0].end - s.token; */
	while (ksym_next_phrase_(t, &s) > 0) {
		/*@ loop invariant i <= s.size && can_put(text);
		    loop assigns i, at, torn, text->length,
		      text->buf[0 .. text_end(text)];
		    loop variant s.size - i; */
		for (uint32_t i = 0; i < s.size; i++, at++) {
			if (at < first) {
				continue;
			}
			if (torn > 0 && is_inner(s.from[i])) {
				torn--;
				continue;
			}
			torn = 0;
			put_char(text, (char)s.from[i]);
		}
	}
}

/*
 * Cuts a name of that length, of which the first room bytes are in the text, to
 * as many with two dots in its middle.
 */
static void cut_name(const struct ksym_table *t,
	const struct ksym_symbol *symbol, uint32_t length, size_t room,
	struct text *text)
{
	const size_t kept = room > 2 ? room - 2 : 0;
	size_t head = kept - kept / 2;

	/*@ loop invariant head <= kept - kept / 2 && torn <= INNER_MAX;
	    loop assigns head, torn;
	    loop variant torn; */
	for (uint32_t torn = INNER_MAX;
		torn > 0 && head > 0 && is_inner((uint8_t)text->buf[head]);
		torn--) {
		head--;
	}
	text->length = head;
	if (text->room > 0) {
		text->buf[head] = 0;
	}
	put_char(text, '.');
	put_char(text, '.');
	if (kept > 0) {
		put_end(t, symbol, length - (uint32_t)(kept / 2), text);
	}
}

/* Writes a symbol, and where in it that address is. */
static int write_text(const struct ksym_table *t,
	const struct ksym_symbol *symbol, uint64_t addr, char *buf, size_t size)
{
	struct text text = { buf, size > 0 ? size - 1 : 0, 0 };
	char offset[OFFSET_MAX];
	uint32_t behind = write_number(offset, '+', addr - symbol->addr);
	size_t room;
	int length;

	behind += write_number(offset + behind, '/', symbol->size);
	room = text.room > behind ? text.room - behind : 0;
	length = ksym_name(t, symbol, buf, size > 0 ? room + 1 : 0);
	if (length < 0) {
		return length;
	}
	text.length = (size_t)length < room ? (size_t)length : room;
	if ((size_t)length > room) {
		cut_name(t, symbol, (uint32_t)length, room, &text);
	}
	/*@ loop invariant i <= behind && can_put(&text);
	    loop assigns i, text.length, buf[0 .. size - 1];
	    loop variant behind - i; */
	for (uint32_t i = 0; i < behind; i++) {
		put_char(&text, offset[i]);
	}
	return length + (int)behind;
}

int ksym_format(
	const struct ksym_table *t, uint64_t addr, char *buf, size_t size)
{
	struct ksym_symbol symbol;
	const int status = ksym_lookup(t, addr, &symbol);

	if (size > 0) {
		buf[0] = 0;
	}
	return status != 0 ? status : write_text(t, &symbol, addr, buf, size);
}

int ksym_format_call(const struct ksym_table *t, uint64_t return_addr,
	char *buf, size_t size)
{
	struct ksym_symbol symbol;
	const int status = ksym_lookup_call(t, return_addr, &symbol);

	if (size > 0) {
		buf[0] = 0;
	}
	return status != 0
		       ? status
		       : write_text(t, &symbol,
				 ksym_without_mode_(t, return_addr), buf, size);
}
