/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define LONGEST 31 /* letters of a word that can be mistyped */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/*
 * How many letters to add, leave out, replace or swap with the next to make B
 * of A: the optimal string alignment distance. Both have at most LONGEST.
 */
static size_t distance(const char *a, const char *b)
{
	size_t rows[LONGEST + 1][LONGEST + 1];
	const size_t a_length = strlen(a), b_length = strlen(b);

	for (size_t i = 0; i <= a_length; i++) {
		for (size_t j = 0; j <= b_length; j++) {
			if (i == 0 || j == 0) {
				rows[i][j] = i + j;
				continue;
			}
			rows[i][j] = least(
				rows[i - 1][j - 1] + !same(a[i - 1], b[j - 1]),
				1 + least(rows[i - 1][j], rows[i][j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
				same(a[i - 2], b[j - 1])) {
				rows[i][j] = least(
					rows[i][j], 1 + rows[i - 2][j - 2]);
			}
		}
	}
	return rows[a_length][b_length];
}

void nearest_offer(struct nearest *nearest, const char *name)
{
	const size_t length = strlen(nearest->typed);
	size_t far;

	if (length > LONGEST || strlen(name) > LONGEST) {
		return;
	}
	/* What was typed may be a beginning; else a third of it may be wrong. */
	if (length > 1 && strncasecmp(nearest->typed, name, length) == 0) {
		far = 1;
	} else {
		far = distance(nearest->typed, name);
		if (far > length / 3) {
			return;
		}
	}
	if (nearest->name == NULL || far < nearest->distance) {
		nearest->name = name;
		nearest->distance = far;
	}
}
