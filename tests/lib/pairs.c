// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * pairs SEED: does random steps of recursive pairing, and compares the answers
 * with a plain array of counts.
 */
#include <err.h>
#include <stdlib.h>

#include "names/pairs.h"

#define SYMBOLS 40u
#define STEPS   60000u
#define ROUND   10000u /* steps from few pairs to many and back */

static uint32_t counts[SYMBOLS][SYMBOLS]; /* 0: there is no such pair */
static struct pairs pairs;
static uint32_t symbols[SYMBOLS];
static uint64_t state;

/* Numbers that look random, the same on every machine. */
static uint32_t below(uint32_t limit)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % limit;
}

static uint32_t highest(void)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < SYMBOLS * SYMBOLS; i++) {
		const uint32_t count = counts[i / SYMBOLS][i % SYMBOLS];

		most = count > most ? count : most;
	}
	return most;
}

static void change(uint32_t left, uint32_t right, uint32_t count)
{
	struct failure error = { 0 };
	uint32_t i;

	if (!pairs_reserve(&pairs, &error)) {
		errx(1, "no room");
	}
	i = pairs_need(&pairs, symbols[left], symbols[right]);
	if (counts[left][right] != pairs.items[i].count) {
		errx(1, "count of %u, %u: %u, expected %u", left, right,
			pairs.items[i].count, counts[left][right]);
	}
	if (counts[left][right] != 0) {
		pairs_dequeue(&pairs, i);
	}
	counts[left][right] = count;
	pairs.items[i].count = count;
	if (count != 0) {
		pairs_enqueue(&pairs, i);
	} else {
		pairs_forget(&pairs, i);
	}
}

static void compare(uint32_t left, uint32_t right, uint32_t least)
{
	const uint32_t found =
		pairs_find(&pairs, symbols[left], symbols[right]);
	const uint32_t best = pairs_best(&pairs, least);
	const uint32_t most = highest();

	if ((found != PAIRS_NONE) != (counts[left][right] != 0) ||
		(found != PAIRS_NONE &&
			(pairs.items[found].left != symbols[left] ||
				pairs.items[found].right != symbols[right]))) {
		errx(1, "%u, %u is number %u", left, right, found);
	}
	if (most < least ? best != PAIRS_NONE
			 : best == PAIRS_NONE ||
				   pairs.items[best].count != most) {
		errx(1, "number %u is the best from %u on, expected a count of %u",
			best, least, most);
	}
}

int main(int argc, char **argv)
{
	struct failure error = { 0 };

	if (argc != 2 || !pairs_init(&pairs, &error)) {
		errx(2, "usage: pairs SEED");
	}
	state = strtoull(argv[1], NULL, 10);
	for (uint32_t i = 0; i < SYMBOLS; i++) {
		symbols[i] = (i << 10) + below(1 << 10);
	}
	for (uint32_t step = 0; step < STEPS; step++) {
		const uint32_t part = step % ROUND;
		const bool ends = below(ROUND) < part;
		const bool large = part < ROUND / 2 && below(8) == 0;
		const uint32_t limit = large ? 2 * PAIRS_QUEUES : 40;

		change(below(SYMBOLS), below(SYMBOLS),
			ends ? 0 : 1 + below(limit));
		compare(below(SYMBOLS), below(SYMBOLS), 1 + below(60));
	}
	pairs_free(&pairs);
	return 0;
}
