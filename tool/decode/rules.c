/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "rules.h"

#include <string.h>

#include "core/number.h"

#define DIGITS_MAX 16 /* of an address */
#define DIGITS_32  8  /* of one of 32 bits */

#define ID_DIGITS_MIN 8  /* of a build id */
#define ID_DIGITS     40 /* of the one that Linux prints */

/* A word read as a number. */
struct number {
	size_t begin, digits;
	bool marked;  /* by 0x before it, or h after */
	bool decimal; /* no digit is a letter */
};

/* After the digits: a suffix of C or assemblers, or nothing. */
static bool is_suffix(
	const struct scan *scan, size_t at, size_t end, const char *letters)
{
	while (at < end && scan_one_of(scan->text[at], letters)) {
		at++;
	}
	return at == end;
}

static bool parse_marked(
	const struct scan *scan, const struct span *word, struct number *number)
{
	number->begin = word->begin + 2;
	number->digits = scan_digits(scan, number->begin);
	number->marked = true;
	if (number->begin + number->digits > word->end) {
		number->digits = word->end - number->begin;
	}
	return number->digits > 0 && number->digits <= DIGITS_MAX &&
	       is_suffix(
		       scan, number->begin + number->digits, word->end, "uUlL");
}

static bool parse_bare(
	const struct scan *scan, const struct span *word, struct number *number)
{
	const size_t end = word->begin + scan_digits(scan, word->begin);

	number->begin = word->begin;
	number->digits = end - word->begin;
	number->marked =
		end + 1 == word->end && is_suffix(scan, end, word->end, "hH");
	return (number->digits == DIGITS_MAX || number->digits == DIGITS_32) &&
	       (end == word->end || number->marked);
}

static uint64_t value(const struct scan *scan, struct number *number)
{
	const char *digits = scan->text + number->begin;
	uint64_t addr;

	number->decimal = true;
	for (size_t i = 0; i < number->digits; i++) {
		number->decimal &= digits[i] <= '9';
	}
	(void)number_read(digits, number->digits, 16, &addr);
	return addr;
}

/* After one of these a number is an offset, a size or part of a name. */
static bool follows_sign(const struct scan *scan, const struct span *word)
{
	return scan_one_of(scan_before(scan, word->begin), "+-/.");
}

/* A part of a UUID or a range, of a file's name, of a colour in HTML. */
static bool is_part(const struct scan *scan, const struct span *word)
{
	const char c = scan_byte(scan, word->end);

	return scan_before(scan, word->begin) == '#' ||
	       (c == '-' && scan_digits(scan, word->end + 1) > 0) ||
	       (c == '.' && scan_is_word(scan_byte(scan, word->end + 1)));
}

static bool in_brackets(const struct scan *scan, const struct span *word)
{
	const char open = scan_before(scan, word->begin);
	const char close = scan_byte(scan, word->end);

	return (open == '[' && close == ']') || (open == '<' && close == '>');
}

/* The rules for a number without a mark. */
static bool is_bare_address(
	struct scan *scan, const struct span *word, const struct number *number)
{
	const bool expected =
		number->digits == DIGITS_32 && rules_expected(scan, word);

	return !(scan->json > 0 && !scan->quoted) && !is_part(scan, word) &&
	       (number->digits == DIGITS_MAX || !number->decimal || expected ||
		       in_brackets(scan, word));
}

/* "Code: d65f03c0": instructions. */
static bool is_code(const struct scan *scan, const struct span *word)
{
	return word->end - word->begin == 4 &&
	       scan_has(scan, word->begin, "code") &&
	       scan_byte(scan, word->end) == ':';
}

bool rules_address(struct scan *scan, const struct span *word, uint64_t *addrp)
{
	const bool marked = scan_has(scan, word->begin, "0x");
	struct number number;

	scan->plain =
		scan->plain || is_code(scan, word) || rules_dump(scan, word);
	if (scan->plain ||
		!(marked ? parse_marked(scan, word, &number)
			 : parse_bare(scan, word, &number)) ||
		follows_sign(scan, word)) {
		return false;
	}
	*addrp = value(scan, &number);
	return number.marked || is_bare_address(scan, word, &number);
}

/*
 * After "build": the length of " id", "-id", "id" and so on; 0: something else.
 */
static size_t behind_build_id(const struct scan *scan, size_t at)
{
	if (scan_one_of(scan_byte(scan, at), " -_")) {
		at++;
	}
	return scan_has(scan, at, "id") &&
			       !scan_is_word(scan_byte(scan, at + 2))
		       ? at + 2
		       : 0;
}

static bool is_id(const struct scan *scan, size_t at, struct span *idp)
{
	const size_t digits = scan_digits(scan, at);

	*idp = (struct span){ at, at + digits };
	return digits >= ID_DIGITS_MIN && digits % 2 == 0 &&
	       !scan_is_word(scan_byte(scan, at + digits));
}

bool rules_build_id(struct scan *scan, const struct span *word,
	struct span *idp, bool *linep)
{
	size_t at;

	*linep = false;
	if (scan_has(scan, word->begin, "comm") &&
		scan_byte(scan, word->end) == ':') {
		scan->task = true;
	}
	if (scan->task && word->end - word->begin == ID_DIGITS &&
		scan_one_of(scan_byte(scan, word->end), "\r\n")) {
		return is_id(scan, word->begin, idp);
	}
	if (!scan_has(scan, word->begin, "build")) {
		return false;
	}
	at = behind_build_id(scan, word->begin + strlen("build"));
	if (at == 0) {
		return false;
	}
	while (scan_one_of(scan_byte(scan, at), " \t:=\"'")) {
		at++;
	}
	*linep = scan_before(scan, word->begin) == '(';
	return is_id(scan, at, idp);
}
