/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Numbers the phrases by falling use and finds the widths of the seven classes
 * that write all their uses in the fewest bits.
 */
#include "names/vocabulary.h"

#include <stdlib.h>

#include "array.h"

#define WIDTH_MAX 16

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

/* The cheapest way to write the numbers from some number on. */
struct way {
	uint64_t bits;
	uint8_t width; /* of the first class used */
};

/* The cheapest way from number FROM on that begins with one more class. */
static struct way best_way(const struct way *fewer, const uint64_t *sums,
	uint32_t count, uint32_t from)
{
	struct way best = { .bits = UINT64_MAX };
	uint32_t to = from;

	for (uint8_t width = 0; to < count && width <= WIDTH_MAX; width++) {
		const uint32_t size = 1u << width;
		uint64_t bits;

		to = size < count - from ? from + size : count;
		bits = (sums[to] - sums[from]) * (KSYM_SELECTOR_BITS + width) +
		       fewer[to].bits;
		if (fewer[to].bits != UINT64_MAX && bits < best.bits) {
			best = (struct way){ .bits = bits, .width = width };
		}
	}
	return best;
}

/* Fills ways[number] for classes CLASS and on, given those for CLASS + 1. */
static void add_class(struct way *ways, const struct way *fewer,
	const uint64_t *sums, uint32_t count)
{
	for (uint32_t from = 0; from < count; from++) {
		ways[from] = best_way(fewer, sums, count, from);
	}
	ways[count] = (struct way){ .bits = 0 };
}

static void take_widths(struct vocabulary *vocabulary, const struct way *ways)
{
	const size_t stride = (size_t)vocabulary->count + 1;
	uint32_t number = 0;

	for (unsigned class = 0; class < KSYM_CLASSES; class ++) {
		const uint32_t left = vocabulary->count - number;
		uint32_t size;

		vocabulary->first[class] = number;
		vocabulary->widths[class] = ways[class * stride + number].width;
		size = 1u << vocabulary->widths[class];
		number += size < left ? size : left;
	}
	vocabulary->first[KSYM_CLASSES] = number;
}

static bool choose_widths(struct vocabulary *vocabulary,
	const struct ranked *ranked, struct failure *err)
{
	const uint32_t count = vocabulary->count;
	const size_t stride = (size_t)count + 1;
	struct way *ways =
		array_new(stride * (KSYM_CLASSES + 1), sizeof(*ways), err);
	uint64_t *sums = array_new(stride, sizeof(*sums), err);
	const bool done = ways != NULL && sums != NULL;

	if (done) {
		for (uint32_t i = 0; i < count; i++) {
			sums[i + 1] = sums[i] + ranked[i].uses;
			ways[KSYM_CLASSES * stride + i].bits = UINT64_MAX;
		}
		for (size_t class = KSYM_CLASSES; class -- > 0;) {
			add_class(ways + class * stride,
				ways + (class + 1) * stride, sums, count);
		}
		take_widths(vocabulary, ways);
	}
	free(ways);
	free(sums);
	return done;
}

/* The phrases in use, sorted; how many is in vocabulary->count. */
static struct ranked *sort_phrases(struct vocabulary *vocabulary,
	const uint32_t *uses, uint32_t phrase_count, struct failure *err)
{
	struct ranked *ranked = array_new(phrase_count, sizeof(*ranked), err);
	uint32_t count = 0;

	if (ranked == NULL) {
		return NULL;
	}
	for (uint32_t i = 0; i < phrase_count; i++) {
		if (uses[i] > 0) {
			ranked[count++] = (struct ranked){ .uses = uses[i],
				.phrase = (uint16_t)i };
		}
	}
	qsort(ranked, count, sizeof(*ranked), compare_ranked);
	vocabulary->count = count;
	return ranked;
}

bool vocabulary_rank(struct vocabulary *vocabulary, const uint32_t *uses,
	uint32_t phrase_count, struct failure *err)
{
	struct ranked *ranked =
		sort_phrases(vocabulary, uses, phrase_count, err);
	bool done;

	vocabulary->phrases =
		array_new(phrase_count, sizeof(*vocabulary->phrases), err);
	vocabulary->numbers =
		array_new(phrase_count, sizeof(*vocabulary->numbers), err);
	done = ranked != NULL && vocabulary->phrases != NULL &&
	       vocabulary->numbers != NULL &&
	       choose_widths(vocabulary, ranked, err);
	for (uint32_t i = 0; done && i < vocabulary->count; i++) {
		vocabulary->phrases[i] = ranked[i].phrase;
		vocabulary->numbers[ranked[i].phrase] = (uint16_t)i;
	}
	free(ranked);
	return done;
}

unsigned vocabulary_class(const struct vocabulary *vocabulary, uint32_t number)
{
	unsigned class = 0;

	while (number >= vocabulary->first[class + 1]) {
		class ++;
	}
	return class;
}

void vocabulary_free(struct vocabulary *vocabulary)
{
	free(vocabulary->phrases);
	free(vocabulary->numbers);
	*vocabulary = (struct vocabulary){ 0 };
}
