/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "symbolic.h"

#include "core/number.h"

#define NAME_BYTES 200 /* that are looked back over */

/* Reads a number that begins with 0x; returns where it ends, or AT. */
static size_t read_number(const struct scan *scan, size_t at, uint64_t *numberp)
{
	const size_t digits =
		scan_has(scan, at, "0x") ? scan_digits(scan, at + 2) : 0;

	return digits > 0 && number_read(
				     scan->text + at + 2, digits, 16, numberp)
		       ? at + 2 + digits
		       : at;
}

/* Whether C, at AT and outside brackets, is no part of a name. */
static bool ends_name(const struct scan *scan, size_t at, char c)
{
	return scan_is_blank(c) || (unsigned char)c < ' ' ||
	       scan_one_of(c, "([{<\"'=,;|") ||
	       (c == ':' && scan_byte(scan, at + 1) != ':' &&
		       scan_before(scan, at) != ':');
}

/* Where the name that ends at END begins. */
static size_t find_begin(const struct scan *scan, size_t end)
{
	size_t at = end, depth = 0;

	for (; at > 0 && end - at < NAME_BYTES; at--) {
		const char c = scan->text[at - 1];

		if (depth == 0 && ends_name(scan, at - 1, c)) {
			break;
		}
		depth += scan_one_of(c, ")>");
		depth -= depth > 0 && scan_one_of(c, "(<");
	}
	return at;
}

bool symbolic_at(const struct scan *scan, const struct span *word,
	struct symbolic *symbolicp)
{
	size_t at = read_number(scan, word->begin, &symbolicp->offset);

	if (scan_before(scan, word->begin) != '+' || at != word->end ||
		scan_byte(scan, at) != '/') {
		return false;
	}
	symbolicp->end = read_number(scan, at + 1, &symbolicp->size);
	symbolicp->name.end = word->begin - 1;
	symbolicp->name.begin = find_begin(scan, symbolicp->name.end);
	return symbolicp->end > at + 1 &&
	       symbolicp->name.begin < symbolicp->name.end &&
	       !scan_is_word(scan_byte(scan, symbolicp->end)) &&
	       !scan_has(scan, symbolicp->end, " [");
}
