/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fit_search.h"

#include <stdlib.h>

/* The steps between which the answer is: LOW is too large, HIGH fits. */
struct bracket {
	size_t low, high;
	uint64_t excess, slack; /* bytes of low and of high, 1 or more */
	int side; /* how often in a row high moved; below 0: low did */
	unsigned spare;
};

/* Halvings until the ends are neighbours. */
static unsigned halvings(size_t steps)
{
	unsigned count = 0;

	while (steps > 1) {
		steps -= steps / 2;
		count++;
	}
	return count;
}

/*
 * Where a straight line between the ends has the table just fit; by halving
 * once too many guesses were wrong.
 */
static size_t guess(const struct bracket *b)
{
	const size_t steps = b->high - b->low;
	/* A table has fewer than 2^29 bytes and 2^32 symbols: no overflow. */
	const size_t skip =
		(size_t)(steps * b->excess / (b->excess + b->slack));

	if (b->spare == 0) {
		return b->low + steps / 2;
	}
	return b->low + (skip < 1 ? 1 : skip >= steps ? steps - 1 : skip);
}

/*
 * An end that stays while the other moves twice counts for half ("Illinois"):
 * else a curve would be approached from one side alone.
 */
static void narrow(struct bracket *b, size_t step, int64_t excess)
{
	const unsigned before = halvings(b->high - b->low);

	if (excess > 0) {
		b->low = step;
		b->excess = (uint64_t)excess;
		b->side = b->side < 0 ? b->side - 1 : -1;
		b->slack = b->side < -1 ? (b->slack + 1) / 2 : b->slack;
	} else {
		b->high = step;
		b->slack = (uint64_t)(1 - excess);
		b->side = b->side > 0 ? b->side + 1 : 1;
		b->excess = b->side > 1 ? (b->excess + 1) / 2 : b->excess;
	}
	if (b->spare > 0 && halvings(b->high - b->low) == before) {
		b->spare--;
	}
}

/*
 * Tries STEP: *EXCESSP is by how many bytes it is too large. BEST becomes what
 * fits, or, where ANY is said, whatever it is.
 */
static bool try_step(const struct fit_search *search, size_t step, bool any,
	struct fit_attempt *best, int64_t *excessp, struct error *err)
{
	struct fit_attempt attempt = { .step = step };
	const bool made = search->try(search->context, step, &attempt, err);

	*excessp = (int64_t)attempt.table.size - (int64_t)search->room;
	if (made && (any || *excessp <= 0)) {
		best->step = attempt.step;
		best->count = attempt.count;
		best->cut = attempt.cut;
		free(best->table.data);
		best->table = attempt.table;
	} else {
		free(attempt.table.data);
	}
	return made;
}

/* Sizes fall unevenly, so that a table of a few steps less may fit too. */
static bool look_back(const struct fit_search *search, struct fit_attempt *best,
	struct error *err)
{
	size_t back = 2; /* one step less was tried */

	for (unsigned tries = 0; tries < FIT_BACK_TRIES &&
				 back <= search->back && back < best->step;
		tries++) {
		int64_t excess;

		if (!try_step(search, best->step - back, false, best, &excess,
			    err)) {
			return false;
		}
		back = excess > 0 ? back + 1 : 1;
	}
	return true;
}

bool fit_search(const struct fit_search *search, struct fit_attempt *best,
	struct error *err)
{
	struct bracket b = { .high = search->last,
		.excess = best->table.size - search->room,
		.spare = FIT_SPARE_TRIES };
	int64_t excess;

	if (search->last == 0) {
		return true;
	}
	if (!try_step(search, b.high, true, best, &excess, err)) {
		return false;
	}
	b.slack = excess > 0 ? 1 : (uint64_t)(1 - excess);
	while (excess <= 0 && b.high - b.low > 1) {
		const size_t step = guess(&b);
		int64_t found;

		if (!try_step(search, step, false, best, &found, err)) {
			return false;
		}
		narrow(&b, step, found);
	}
	return excess > 0 || look_back(search, best, err);
}
