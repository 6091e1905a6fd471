/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Between the two halves of the choice of shapes. */
#ifndef KSYM_WRITE_CANDIDATES_H
#define KSYM_WRITE_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addresses/shapes.h"

struct candidate {
	struct shape shape;
	uint32_t first, end; /* the steps that it can be for */
	uint32_t number;     /* decides where gains are equal */
	uint64_t gain;       /* bits that it saves at most */
};

struct candidates {
	struct candidate *items;
	uint32_t count;
	size_t capacity;
};

/* The end of the run of steps of the kind of FIRST. */
uint32_t steps_end_of_kind(const struct steps *steps, uint32_t first);

/* Adds shapes for the steps from FIRST to END, of one kind and one cost. */
bool candidates_propose(const struct steps *steps, uint32_t first, uint32_t end,
	struct candidates *candidates, struct failure *err);

#endif
