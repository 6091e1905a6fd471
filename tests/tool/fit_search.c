/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The search of --fit on tables of made-up sizes: what it finds fits, where the
 * steps before do not, and it asks for no more tables than it says.
 */
#include <stdio.h>
#include <stdlib.h>

#include "commands/fit_search.h"

/* Steps before the one found that are tried too. */
#define BACK 16

/* Sizes by step: each shape falls from SIZE to 0 at LAST, more or less. */
enum shape {
	LINE,
	EARLY, /* most goes with the first steps */
	LATE,
	STAIRS,
	NOISE,
	SHAPES,
};

struct made {
	enum shape shape;
	size_t last, size;
	unsigned asked;
};

static size_t size_of(const struct made *made, size_t step)
{
	const double left = 1 - (double)step / (double)made->last;
	const double whole = (double)made->size;

	switch (made->shape) {
	case EARLY:
		return (size_t)(whole * left * left * left * left);
	case LATE:
		return (size_t)(whole *
				(1 - (1 - left) * (1 - left) * (1 - left)));
	case STAIRS:
		return (size_t)(left * 4) * made->size / 4;
	case NOISE:
		return (size_t)(whole * left) + step * 2654435761u % 64;
	default:
		return (size_t)(whole * left);
	}
}

static bool make(const void *context, size_t step, struct fit_attempt *attempt,
	struct error *err)
{
	struct made *made = *(struct made *const *)context;

	(void)err;
	made->asked++;
	attempt->table.size = size_of(made, step);
	return true;
}

static unsigned log2_up(size_t value)
{
	unsigned log = 0;

	while ((size_t)1 << log < value) {
		log++;
	}
	return log;
}

static bool is_right(struct made *made, size_t room)
{
	struct made *context = made;
	const struct fit_search search = { make, &context, made->last, room,
		BACK };
	struct fit_attempt best = { .table.size = size_of(made, 0) };
	struct error err = { 0 };

	made->asked = 0;
	if (best.table.size <= room) {
		return true;
	}
	if (!fit_search(&search, &best, &err) ||
		made->asked > 1 + FIT_SPARE_TRIES + FIT_BACK_TRIES +
				      log2_up(made->last)) {
		return false;
	}
	if (best.table.size > room) {
		return best.step == made->last &&
		       size_of(made, made->last) > room;
	}
	for (size_t back = 1; back <= BACK && back <= best.step; back++) {
		if (size_of(made, best.step - back) <= room &&
			made->asked < FIT_BACK_TRIES) {
			return false;
		}
	}
	return best.table.size == size_of(made, best.step);
}

int main(void)
{
	static const size_t lasts[] = { 1, 2, 3, 7, 100, 1000, 115539 };
	unsigned most = 0;

	for (int shape = 0; shape < SHAPES; shape++) {
		for (size_t i = 0; i < sizeof(lasts) / sizeof(lasts[0]); i++) {
			for (size_t part = 0; part <= 1000; part++) {
				struct made made = { (enum shape)shape,
					lasts[i], lasts[i] * 8, 0 };

				if (!is_right(&made, made.size * part / 1000)) {
					printf("shape %d, %zu steps, room %zu of 1000, asked %u\n",
						shape, lasts[i], part,
						made.asked);
					return EXIT_FAILURE;
				}
				most = made.asked > most ? made.asked : most;
			}
		}
	}
	printf("asked at most %u times\n", most);
	return EXIT_SUCCESS;
}
