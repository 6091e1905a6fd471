/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* How other programs write a name after an address. */
#include "rules.h"

#include <string.h>

#define NAME_MAX_BYTES 1024 /* of a name that is read here */
#define APPROXIMATE    " (approximate)"
#define NOTE_MAX_BYTES 4000 /* of lines in parentheses */

/* What stands between an address and its name. */
struct lead {
	char open;   /* the bracket before the name, or 0 */
	char marker; /* the sign or letter before it, or 0 */
	bool colon;  /* right after the address */
	size_t name; /* where it begins */
};

static bool is_end(char c)
{
	return c == '\n' || c == '\r' || c == '\0';
}

/* "? " of Linux, "| " of our own, "- " of Rust, "in " of gdb, "R " of Xen. */
static size_t skip_marker(const struct scan *scan, size_t at, struct lead *lead)
{
	const char c = scan_byte(scan, at);
	const size_t length = scan_has(scan, at, "in ") ? 2 : 1;

	if (!scan_is_blank(scan_byte(scan, at + length)) ||
		!(scan_one_of(c, "?|-") || scan_is_word(c))) {
		return at;
	}
	lead->marker = c;
	return scan_gap(scan, at + length);
}

static struct lead find_lead(const struct scan *scan, size_t at)
{
	struct lead lead = { 0 };

	at = scan_gap(scan, at);
	while (scan_one_of(scan_byte(scan, at), ">])}")) {
		at = scan_gap(scan, at + 1);
	}
	lead.colon = scan_byte(scan, at) == ':';
	at = scan_gap(scan, at + lead.colon);
	at = skip_marker(scan, at, &lead);
	if (scan_one_of(scan_byte(scan, at), "([<")) {
		lead.open = scan_byte(scan, at);
		at++;
	}
	lead.name = scan_gap(scan, at);
	return lead;
}

/* Whether a number is added at AT: "+0x1a", "+8" or " + 33". */
static bool is_offset(const struct scan *scan, size_t at)
{
	at = scan_blanks(scan, at);
	if (scan_byte(scan, at) != '+') {
		return false;
	}
	at = scan_blanks(scan, at + 1);
	return scan_byte(scan, at) >= '0' && scan_byte(scan, at) <= '9';
}

static bool starts_name(char c)
{
	return (scan_is_word(c) && !(c >= '0' && c <= '9')) ||
	       scan_one_of(c, "<(.$~{") || (unsigned char)c >= 0x80;
}

/* Whether a name continues after a blank outside its brackets. */
static bool goes_on(const struct scan *scan, size_t at)
{
	return scan_has(scan, at, " const") ||
	       scan_has(scan, at, " volatile") || scan_has(scan, at, " &") ||
	       scan_has(scan, at, " [clone") || scan_has(scan, at, " as ");
}

/* A number in the form of an address is not part of a name. */
static bool is_number(const struct scan *scan, size_t at)
{
	const size_t digits = scan_digits(scan, at);

	return scan_has(scan, at, "0x") ||
	       ((digits == 8 || digits == 16) &&
		       !scan_is_word(scan_byte(scan, at + digits)));
}

static bool ends_name(const struct scan *scan, size_t at)
{
	const char c = scan_byte(scan, at);

	return scan_one_of(c, ")]>,;=\"|\\\x1b") ||
	       (scan_is_blank(c) && !goes_on(scan, at)) ||
	       (c == ':' && scan_byte(scan, at + 1) != ':' &&
		       scan_before(scan, at) != ':');
}

/*
 * Where the name at BEGIN ends: before an offset, a blank, or a byte that names
 * do not have.
 */
static size_t name_end(const struct scan *scan, size_t begin)
{
	const size_t limit = begin + NAME_MAX_BYTES;
	size_t at = begin;
	size_t depth = 0;

	for (; at < limit && !is_end(scan_byte(scan, at)); at++) {
		const char c = scan_byte(scan, at);
		const bool starts =
			at == begin || !scan_is_word(scan_before(scan, at));

		if (is_offset(scan, at) || (starts && is_number(scan, at)) ||
			(depth == 0 && ends_name(scan, at))) {
			return at;
		}
		depth += scan_one_of(c, "([{<");
		depth -= depth > 0 && scan_one_of(c, ")]}>");
	}
	return at;
}

/* Whether the number of a frame, "#1 ", "1. " or "1: ", stands before AT. */
static bool is_frame(const struct scan *scan, size_t at, char sign)
{
	size_t end;

	at = scan_gap_before(scan, at);
	if (sign != '#') {
		if (scan_before(scan, at) != sign) {
			return false;
		}
		at--;
	}
	end = at;
	while (scan_before(scan, at) >= '0' && scan_before(scan, at) <= '9') {
		at--;
	}
	return at < end && !scan_is_word(scan_before(scan, at)) &&
	       (sign != '#' || scan_before(scan, at) == sign);
}

/*
 * "main+0x1a/0x20 (0x80001122)", and as backtrace_symbols(3) writes it,
 * "program(main+0x1a) [0x80001122]".
 */
static bool follows_name(const struct scan *scan, const struct span *word)
{
	size_t at = word->begin;

	if (at < 4 || (memcmp(scan->text + at - 2, " (", 2) != 0 &&
			      memcmp(scan->text + at - 3, ") [", 3) != 0)) {
		return false;
	}
	at -= scan->text[at - 1] == '(' ? 2 : 3;
	while (at > 0 && (scan_is_word(scan->text[at - 1]) ||
				 scan->text[at - 1] == '/')) {
		at--;
	}
	return at > 1 && scan->text[at - 1] == '+' &&
	       (scan_is_word(scan->text[at - 2]) ||
		       scan_one_of(scan->text[at - 2], "()>]"));
}

/* "[nf_tables]": a module. */
static bool is_module(const struct scan *scan, size_t at, size_t end)
{
	for (; at < end; at++) {
		if (!scan_is_word(scan->text[at])) {
			return false;
		}
	}
	return true;
}

static bool is_closed(
	const struct scan *scan, const struct lead *lead, size_t end)
{
	const char c = scan_byte(scan, end);

	switch (lead->open) {
	case '<':
		return c == '>';
	case '[':
		return c == ']' && is_module(scan, lead->name, end);
	case '(':
		return c == ')' && scan_has(scan, end + 1, " from ");
	default:
		return false;
	}
}

/* Where the parenthesis that was opened before AT is closed, or a line ends. */
static size_t find_close(const struct scan *scan, size_t at)
{
	const size_t limit = at + NOTE_MAX_BYTES;
	size_t depth = 1;

	for (; at < limit && !is_end(scan_byte(scan, at)); at++) {
		depth += scan_byte(scan, at) == '(';
		depth -= scan_byte(scan, at) == ')';
		if (depth == 0) {
			break;
		}
	}
	return at;
}

/*
 * Lines in parentheses, with the name or without: "(a.c:12)", "(f b.h:3
 * (inlined by) g+0x4 a.c:12)".
 */
static bool is_placed(const struct scan *scan, const struct lead *lead)
{
	const size_t close =
		lead->open == '(' ? find_close(scan, lead->name) : lead->name;
	size_t end = close, at;

	if (scan_byte(scan, close) != ')') {
		return false;
	}
	if (scan_before(scan, end) == ')' &&
		end > lead->name + strlen(APPROXIMATE)) {
		end -= strlen(APPROXIMATE);
		if (!scan_has(scan, end, APPROXIMATE)) {
			return false;
		}
	}
	for (at = end;
		scan_before(scan, at) >= '0' && scan_before(scan, at) <= '9';) {
		at--;
	}
	return at < end && at > lead->name + 1 && scan_before(scan, at) == ':';
}

/* A name that is recognised only by its place in a frame. */
static bool is_in_frame(const struct scan *scan, const struct span *word,
	const struct lead *lead, size_t end)
{
	switch (lead->marker) {
	case '-':
		return is_frame(scan, word->begin, ':');
	case '|':
		return is_frame(scan, word->begin, '.');
	default:
		return is_frame(scan, word->begin, '#') ||
		       scan_has(scan, end, " ([") ||
		       (lead->colon && (scan_has(scan, end, " at ") ||
					       scan_has(scan, end, " (")));
	}
}

/* What is printed in place of an unknown name. */
static bool is_unknown(const struct scan *scan, size_t begin, size_t end)
{
	static const char *const words[] = { "unknown", "n/a", "<unknown>" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (end - begin == strlen(words[i]) &&
			scan_has(scan, begin, words[i])) {
			return true;
		}
	}
	return false;
}

bool rules_named(const struct scan *scan, const struct span *word)
{
	const struct lead lead = find_lead(scan, word->end);
	size_t end;

	if (follows_name(scan, word)) {
		return true;
	}
	if (lead.name == word->end) {
		return false;
	}
	if (is_placed(scan, &lead)) {
		return true;
	}
	if (scan_byte(scan, lead.name) == '/') {
		return !lead.colon; /* the file of a frame elsewhere */
	}
	if (!starts_name(scan_byte(scan, lead.name)) ||
		(lead.open == '[' && scan_byte(scan, lead.name) == '<')) {
		return false;
	}
	end = name_end(scan, lead.name);
	return end > lead.name && !is_unknown(scan, lead.name, end) &&
	       (is_offset(scan, end) || is_closed(scan, &lead, end) ||
		       is_in_frame(scan, word, &lead, end));
}

size_t rules_name_after(const struct scan *scan, const struct span *word)
{
	return find_lead(scan, word->end).name;
}

static bool is_name(
	const struct scan *scan, size_t at, const char *name, size_t length)
{
	return at <= scan->end && length <= scan->end - at &&
	       memcmp(scan->text + at, name, length) == 0 &&
	       !scan_is_word(scan_byte(scan, at + length));
}

bool rules_named_so(const struct scan *scan, const struct span *word,
	const char *name, size_t length)
{
	const size_t second = scan_blanks(scan, word->end);
	const size_t size = scan_digits(scan, second);
	struct lead lead = find_lead(scan, word->end);

	if (is_name(scan, lead.name, name, length)) {
		return true;
	}
	/* `nm -S`: a size, and a letter, between. */
	lead = find_lead(scan, second + size);
	return size > 0 && lead.marker != '\0' &&
	       is_name(scan, lead.name, name, length);
}
