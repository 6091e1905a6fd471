/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "scan.h"

#include <string.h>

#include "core/system.h"

#define ESCAPE '\x1b'

enum byte_class {
	OTHER,
	WORD,
	SIGN /* skip_sign() looks at it */
};

static const unsigned char classes[256] = {
	['0' ... '9'] = WORD,
	['A' ... 'Z'] = WORD,
	['a' ... 'z'] = WORD,
	['_'] = WORD,
	['\\'] = SIGN,
	['"'] = SIGN,
	['{'] = SIGN,
	['}'] = SIGN,
	[ESCAPE] = SIGN,
};

bool scan_is_word(char c)
{
	return classes[(unsigned char)c] == WORD;
}

bool scan_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool scan_one_of(char c, const char *bytes)
{
	return c != '\0' && strchr(bytes, c) != NULL;
}

char scan_before(const struct scan *scan, size_t at)
{
	if (at == 0) {
		return '\n';
	}
	return scan->text[at - 1];
}

char scan_byte(const struct scan *scan, size_t at)
{
	if (at >= scan->end) {
		return '\n';
	}
	return scan->text[at];
}

size_t scan_blanks(const struct scan *scan, size_t at)
{
	while (scan_is_blank(scan_byte(scan, at))) {
		at++;
	}
	return at;
}

static bool is_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

size_t scan_digits(const struct scan *scan, size_t at)
{
	size_t count = 0;

	while (is_digit(scan_byte(scan, at + count))) {
		count++;
	}
	return count;
}

static char lower(char c)
{
	if (c >= 'A' && c <= 'Z') {
		c |= 'a' - 'A';
	}
	return c;
}

bool scan_has(const struct scan *scan, size_t at, const char *word)
{
	while (*word != '\0' && lower(scan_byte(scan, at)) == *word) {
		at++;
		word++;
	}
	return *word == '\0';
}

/*
 * After an escape character: a terminal's control sequence, such as a colour.
 */
static size_t skip_colour(const struct scan *scan, size_t at)
{
	if (scan_byte(scan, at) != '[') {
		return at;
	}
	do {
		at++;
	} while (scan_byte(scan, at) >= '0' && scan_byte(scan, at) <= '?');
	return at + (scan_byte(scan, at) >= '@' && scan_byte(scan, at) <= '~');
}

/* The same after backslashes: an escape character as JSON and C write it. */
static size_t skip_written_colour(const struct scan *scan, size_t at)
{
	static const char *const escapes[] = { "u001b[", "x1b[", "033[", "e[" };

	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		if (scan_has(scan, at, escapes[i])) {
			return skip_colour(scan, at + strlen(escapes[i]) - 1);
		}
	}
	return at;
}

static size_t skip_all(const struct scan *scan, size_t at, char c)
{
	while (scan_byte(scan, at) == c) {
		at++;
	}
	return at;
}

size_t scan_gap(const struct scan *scan, size_t at)
{
	size_t begin;

	do {
		begin = at;
		at = scan_blanks(scan, at);
		if (scan_byte(scan, at) == ESCAPE) {
			at = skip_colour(scan, at + 1);
		} else if (scan_byte(scan, at) == '\\') {
			const size_t behind = skip_all(scan, at, '\\');
			const size_t end = skip_written_colour(scan, behind);

			at = end > behind ? end : at;
		}
	} while (at > begin);
	return at;
}

/*
 * The start of the colour, "\x1b[1;31m", that ends at AT; AT if there is none.
 */
static size_t back_over_colour(const struct scan *scan, size_t at)
{
	size_t begin = at;

	if (scan_before(scan, begin) != 'm') {
		return at;
	}
	do {
		begin--;
	} while (scan_one_of(scan_before(scan, begin), "0123456789;"));
	return begin > 1 && scan->text[begin - 1] == '[' &&
			       scan->text[begin - 2] == ESCAPE
		       ? begin - 2
		       : at;
}

size_t scan_gap_before(const struct scan *scan, size_t at)
{
	size_t end;

	do {
		end = at;
		while (scan_is_blank(scan_before(scan, at))) {
			at--;
		}
		at = back_over_colour(scan, at);
	} while (at < end);
	return at;
}

/* After backslashes: an escape. ODD: their number is odd. */
static size_t skip_escape(struct scan *scan, size_t at, bool odd)
{
	const size_t colour = skip_written_colour(scan, at);
	const char c = scan_byte(scan, at);

	if (colour > at) {
		return colour;
	}
	if (c == 'n') {
		scan->plain = false;
	}
	if (c == 'u' && scan_digits(scan, at + 1) >= 4) {
		return at + 5;
	}
	return at + (c == 'n' || c == 'r' || c == 't' || (odd && c == '"'));
}

static void skip_backslashes(struct scan *scan)
{
	const size_t behind = skip_all(scan, scan->at, '\\');

	scan->at = skip_escape(scan, behind, (behind - scan->at) % 2 != 0);
}

/* Skips markup for symbolizers, {{{pc:0x80001122}}}. */
static void skip_markup(struct scan *scan)
{
	const char *end = scan->plain ? NULL
				      : system_find(scan->text + scan->at,
						scan->end - scan->at, "}}}", 3);

	scan->plain = end == NULL;
	scan->at = end != NULL ? (size_t)(end - scan->text) + 3 : scan->at + 3;
}

static void open_brace(struct scan *scan)
{
	if (scan_has(scan, scan->at, "{{{")) {
		skip_markup(scan);
		return;
	}
	scan->at++;
	if (!scan->quoted &&
		(scan->json > 0 ||
			scan_byte(scan, scan_blanks(scan, scan->at)) == '"')) {
		scan->json++;
	}
}

static void skip_sign(struct scan *scan)
{
	switch (scan->text[scan->at]) {
	case ESCAPE:
		scan->at = skip_colour(scan, scan->at + 1);
		return;
	case '\\':
		skip_backslashes(scan);
		return;
	case '{':
		open_brace(scan);
		return;
	case '"':
		scan->quoted ^= scan->json > 0;
		break;
	default:
		scan->json -= !scan->quoted && scan->json > 0;
		break;
	}
	scan->at++;
}

/*
 * Where the word at BEGIN ends, which may be before a 0x that follows a whole
 * address.
 */
static size_t word_end(const struct scan *scan, size_t begin)
{
	size_t at = begin;

	if (scan_has(scan, begin, "0x")) {
		const size_t digits = scan_digits(scan, begin + 2);

		if ((digits == 9 || digits == 17) &&
			scan_has(scan, begin + 1 + digits, "0x")) {
			return begin + 1 + digits;
		}
	}
	while (at < scan->end && scan_is_word(scan->text[at])) {
		at++;
	}
	return at;
}

bool scan_word(struct scan *scan, struct span *wordp)
{
	while (scan->at < scan->stop) {
		const char c = scan->text[scan->at];

		if (classes[(unsigned char)c] == OTHER) {
			scan->at++;
			scan->inside = false;
		} else if (classes[(unsigned char)c] == SIGN) {
			skip_sign(scan);
			scan->inside = false;
		} else {
			wordp->begin = scan->at;
			wordp->end = word_end(scan, scan->at);
			scan->at = wordp->end;
			if (!scan->inside) {
				return true;
			}
		}
	}
	return false;
}
