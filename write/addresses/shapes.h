/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Shapes: addresses, sizes, types and flags. */
#ifndef KSYM_WRITE_SHAPES_H
#define KSYM_WRITE_SHAPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addresses/shape.h"
#include "failure.h"

#define SHAPES_MAX 256

struct shape_set {
	struct shape shapes[SHAPES_MAX];
	uint32_t count;
};

/* The cheapest shape for a symbol; -1: none. */
int shape_best(
	const struct shape_set *set, uint8_t kind, uint64_t gap, uint64_t size);
bool shapes_choose(
	const struct input *list, struct shape_set *set, struct failure *err);

#endif
