/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "pattern_cost.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "core/number.h"

_Static_assert(PATTERN_MOST_SIZE == 8192 && PATTERN_MOST_DEPTH == 64,
	"the texts below");

/*
 * What was read of a pattern; sizes count characters with repetitions written
 * out.
 */
struct reading {
	size_t sums[PATTERN_MOST_DEPTH + 1]; /* by depth: what is complete */
	size_t depth;
	size_t atom; /* what a repetition would be of */
};

/* The length of the bracket expression at TEXT, which begins with `[`. */
static size_t bracket_length(const char *text)
{
	size_t i = 1;

	i += text[i] == '^';
	i += text[i] == ']'; /* first, it stands for itself */
	while (text[i] != '\0' && text[i] != ']') {
		const int kind = text[i] == '[' ? text[i + 1] : '\0';

		i++;
		if (kind == ':' || kind == '.' || kind == '=') {
			const char close[] = { (char)kind, ']', '\0' };
			const char *end = strstr(text + i + 1, close);

			i = end != NULL ? (size_t)(end - text) + 2
					: strlen(text);
		}
	}
	return i + (text[i] == ']');
}

/* The number at *TEXTP, or one that is too large; 0: there is none. */
static size_t read_number(const char **textp)
{
	const size_t digits = number_digits(*textp, 10);
	uint64_t number;

	(void)number_read(*textp, digits, 10, &number);
	*textp += digits;
	return number > PATTERN_MOST_SIZE ? PATTERN_MOST_SIZE + 1
					  : (size_t)number;
}

/*
 * The length of the repetition at TEXT, and of how many copies regcomp makes
 * it; 0: there is none.
 */
static size_t repetition_length(const char *text, size_t *copiesp)
{
	const char *end = text + 1;
	size_t least, most;

	*copiesp = text[0] == '+' ? 2 : 1;
	if (text[0] == '*' || text[0] == '?' || text[0] == '+') {
		return 1;
	}
	if (text[0] != '{') {
		return 0;
	}
	least = most = read_number(&end);
	if (*end == ',') {
		end++;
		most = isdigit((unsigned char)*end) ? read_number(&end)
						    : least + 1;
	}
	*copiesp = least > most ? least : most > 0 ? most : 1;
	return *end == '}' ? (size_t)(end + 1 - text) : 0;
}

/* The length of the atom at TEXT that is none of `(`, `)` and `|`. */
static size_t atom_length(const char *text)
{
	return text[0] == '['                       ? bracket_length(text)
	       : text[0] == '\\' && text[1] != '\0' ? 2
						    : 1;
}

/* Reads one piece at TEXT, and sets *LENGTHP to its length. */
static const char *read_part(
	struct reading *r, const char *text, size_t *lengthp)
{
	size_t copies;

	*lengthp = repetition_length(text, &copies);
	if (*lengthp > 0) {
		r->atom *= copies;
		return NULL;
	}
	*lengthp = 1;
	r->sums[r->depth] += r->atom;
	r->atom = 0;
	if (text[0] == '(') {
		if (r->depth == PATTERN_MOST_DEPTH) {
			return "parentheses more than 64 deep";
		}
		r->sums[++r->depth] = 1;
	} else if (text[0] == ')' && r->depth > 0) {
		r->atom = r->sums[r->depth--] + 1;
	} else {
		*lengthp = r->atom = atom_length(text);
	}
	return text[0] == '\\' && text[1] >= '1' && text[1] <= '9'
		       ? "back references, which extended regular expressions lack"
		       : NULL;
}

const char *pattern_objection(const char *ere)
{
	struct reading r = { 0 };

	while (*ere != '\0') {
		size_t length;
		const char *objection = read_part(&r, ere, &length);

		if (objection != NULL) {
			return objection;
		}
		if (r.atom > PATTERN_MOST_SIZE ||
			r.sums[r.depth] + r.atom > PATTERN_MOST_SIZE) {
			return "more than 8192 characters, repetitions written out";
		}
		ere += length;
	}
	return NULL;
}
