/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Addresses besides those of symbols that are to have distances. */
#ifndef KSYM_WRITE_POINTS_H
#define KSYM_WRITE_POINTS_H

#include <stddef.h>
#include <stdint.h>

struct point {
	uint64_t addr;
	uint32_t distance; /* as regions_lay sets it */
};

/* By ascending address. */
struct points {
	struct point *items;
	size_t count;
};

#endif
