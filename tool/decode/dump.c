/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Hex dumps: an offset, then groups of digits, then perhaps the text of those. */
#include "rules.h"

#define OFFSET_DIGITS 4  /* of the offset at a row's start, at least */
#define OD_DIGITS     6  /* of od's; hexdump writes one more */
#define TEXT_GAP      2  /* blanks before the text, at least */
#define GROUP_MAX     16 /* digits */
#define GROUPS_MAX    64

/* The groups of one width that follow an offset. */
struct groups {
	size_t count, width;
	size_t end;
};

static bool is_width(size_t digits)
{
	return digits == 2 || digits == 4 || digits == 8 || digits == GROUP_MAX;
}

static struct groups find_groups(const struct scan *scan, size_t at)
{
	struct groups groups = { .end = at };

	for (;;) {
		const size_t begin = scan_blanks(scan, at);
		const size_t digits = scan_digits(scan, begin);

		if (groups.count == GROUPS_MAX || begin == at ||
			!is_width(digits) ||
			(groups.count > 0 && digits != groups.width) ||
			scan_is_word(scan_byte(scan, begin + digits))) {
			return groups;
		}
		at = begin + digits;
		groups.count++;
		groups.width = digits;
		groups.end = at;
	}
}

/*
 * `objdump -s` writes no colon, groups of 8 digits like addresses, and blanks
 * for the groups that the last row lacks.
 */
static bool has_text(const struct scan *scan, const struct groups *groups)
{
	const size_t text = scan_blanks(scan, groups->end);
	const char c = scan_byte(scan, text);
	const size_t gap = text - groups->end;

	return c != '\n' && c != '\r' && c != '\\' && gap >= TEXT_GAP &&
	       (groups->count > 1 || gap > groups->width);
}

static bool is_offset(const struct scan *scan, const struct span *word)
{
	const size_t skip = scan_has(scan, word->begin, "0x") ? 2 : 0;
	const size_t begin = word->begin + skip;
	const size_t digits = scan_digits(scan, begin);
	bool decimal = false;

	if (digits < OFFSET_DIGITS || begin + digits != word->end) {
		return false;
	}
	/* Some words of letters look like numbers: "added: 12". */
	for (size_t i = 0; i < digits; i++) {
		decimal |= scan_byte(scan, begin + i) <= '9';
	}
	return decimal;
}

bool rules_dump(const struct scan *scan, const struct span *word)
{
	const bool colon = scan_byte(scan, word->end) == ':';
	const size_t digits = word->end - word->begin;
	const bool marked =
		colon || digits == OD_DIGITS || digits == OD_DIGITS + 1;
	struct groups groups;

	if (!(colon || scan_is_blank(scan_byte(scan, word->end))) ||
		!is_offset(scan, word)) {
		return false;
	}
	groups = find_groups(scan, word->end + colon);
	if (groups.count == 0) {
		return false;
	}
	if (groups.width <= 4) {
		return groups.count >= (marked ? 2 : 4);
	}
	return marked || has_text(scan, &groups);
}
