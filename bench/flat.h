/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The tutorial's way: an array of ranges with names, walked from the start. */
#ifndef KSYM_BENCH_FLAT_H
#define KSYM_BENCH_FLAT_H

#include "list.h"

/* Four words, as a string there is a pointer and a length. */
struct flat_symbol {
	uint64_t start, size;
	const char *name;
	uint64_t length;
};

struct flat {
	struct flat_symbol *symbols;
	uint32_t count;
	uint64_t bytes; /* of the array and the names */
};

void flat_build(const struct list *list, struct flat *flat);

/* The first symbol that covers ADDR, or NOBODY. */
uint32_t flat_lookup(const struct flat *flat, uint64_t addr);

/* The first symbol of that name, or NOBODY. */
uint32_t flat_find(const struct flat *flat, const char *name);

#endif
