/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What everybody is asked: drawn from a fixed seed, so the same in each run. */
#ifndef KSYM_BENCH_PROBES_H
#define KSYM_BENCH_PROBES_H

#include "list.h"

/* An address that ITEM owns, and the name of another item. */
struct probe {
	uint64_t addr;
	const char *name;
	uint32_t item;
};

/* Where an answer that is a name goes. */
struct text {
	char *buf;
	size_t size;
};

struct probes {
	struct probe *probes;
	uint32_t count;
	char *names; /* of the probes, in their order */
};

/* Draws COUNT of them: random bytes and names of random symbols of the list. */
void probes_draw(
	const struct list *list, uint32_t count, struct probes *probes);
void probes_free(struct probes *probes);

#endif
