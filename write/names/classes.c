/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Numbers the phrases by falling use and finds the width of the first class
 * that writes all their uses in the fewest bits.
 */
#include "names/vocabulary.h"

#include <ksym_format.h>
#include <stdlib.h>

#include "array.h"
#include "numbers.h"

#define WIDTH_MAX 9 /* that is tried */

struct ranked {
	uint32_t uses;
	uint16_t phrase;
};

/* Most uses first; phrases are numbered in one order on every host. */
static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->uses != y->uses) {
		return x->uses < y->uses ? 1 : -1;
	}
	return (x->phrase > y->phrase) - (x->phrase < y->phrase);
}

/* The phrases in use, sorted; how many is in *COUNTP. */
static struct ranked *sort_phrases(uint32_t (*uses)[PLACES], enum place place,
	uint32_t phrase_count, uint32_t *countp, struct failure *err)
{
	struct ranked *ranked = array_new(phrase_count, sizeof(*ranked), err);
	uint32_t count = 0;

	if (ranked == NULL) {
		return NULL;
	}
	for (uint32_t i = 0; i < phrase_count; i++) {
		if (uses[i][place] > 0) {
			ranked[count++] =
				(struct ranked){ .uses = uses[i][place],
					.phrase = (uint16_t)i };
		}
	}
	qsort(ranked, count, sizeof(*ranked), compare_ranked);
	*countp = count;
	return ranked;
}

/* Adds the bits that all numbers take with a first class of each width. */
static void add_bits(const struct ranked *ranked, uint32_t count,
	uint64_t bits[WIDTH_MAX + 1])
{
	for (uint32_t width = 0; width <= WIDTH_MAX; width++) {
		if (count > (uint64_t)(KSYM_CLASSES_ALL) << width) {
			bits[width] = UINT64_MAX / 4;
			continue;
		}
		for (uint32_t i = 0; i < count; i++) {
			bits[width] +=
				(uint64_t)ranked[i].uses *
				(width + number_width((i >> width) + 1) - 1);
		}
	}
}

bool vocabulary_rank(struct vocabulary *vocabulary, uint32_t (*uses)[PLACES],
	uint32_t phrase_count, struct failure *err)
{
	uint64_t bits[WIDTH_MAX + 1] = { 0 };

	for (int place = 0; place < PLACES; place++) {
		struct numbering *of = &vocabulary->of[place];
		struct ranked *ranked = sort_phrases(
			uses, place, phrase_count, &of->count, err);

		of->phrases =
			array_new(phrase_count, sizeof(*of->phrases), err);
		of->numbers =
			array_new(phrase_count, sizeof(*of->numbers), err);
		if (ranked == NULL || of->phrases == NULL ||
			of->numbers == NULL) {
			free(ranked);
			return false;
		}
		for (uint32_t i = 0; i < of->count; i++) {
			of->phrases[i] = ranked[i].phrase;
			of->numbers[ranked[i].phrase] = (uint16_t)i;
		}
		add_bits(ranked, of->count, bits);
		free(ranked);
	}
	vocabulary->width = 0;
	for (uint8_t width = 1; width <= WIDTH_MAX; width++) {
		if (bits[width] < bits[vocabulary->width]) {
			vocabulary->width = width;
		}
	}
	return true;
}

void vocabulary_free(struct vocabulary *vocabulary)
{
	for (int place = 0; place < PLACES; place++) {
		free(vocabulary->of[place].phrases);
		free(vocabulary->of[place].numbers);
	}
	*vocabulary = (struct vocabulary){ 0 };
}
