/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Who is asked what, and how long each takes. */
#ifndef KSYM_BENCH_CONTEST_H
#define KSYM_BENCH_CONTEST_H

#include <jansson.h>
#include <stdbool.h>

#include "probes.h"

/* Memory that answers are read from. */
struct area {
	const void *bytes;
	size_t size;
};

struct contestant {
	const char *question; /* "symbol", "name" or "find" */
	const char *name;
	const void *self;
	/* The answer: an item's number, or an address; a name is in TEXT. */
	uint64_t (*ask)(const void *self, const struct probe *probe,
		const struct text *text);
	/* Whether that is what its way of asking should give. */
	bool (*right)(const struct list *list, const struct probe *probe,
		uint64_t answer, const char *text);
	uint32_t quota; /* probes a slice; 0: it is not asked */
	bool slow;      /* walks much memory: not asked between the others */
	/* Up to one without bytes; NULL: it is not asked with empty caches. */
	const struct area *areas;
};

/*
 * Asks all of them the same probes, drawn from a fixed seed; each takes its
 * turn in each slice, the order turning. Appends to RESULTS an object a
 * contestant: its names, its wrong answers, and its nanoseconds a probe, slice
 * by slice, with full caches and with empty ones. Returns how many answers were
 * wrong in all; an example of each contestant's is printed.
 */
uint64_t contest_run(const struct list *list,
	const struct contestant *contestants, size_t count, uint32_t passes,
	json_t *results);

#endif
