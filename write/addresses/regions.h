/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Addresses as distances of 32 bits. */
#ifndef KSYM_WRITE_REGIONS_H
#define KSYM_WRITE_REGIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addresses/resumes.h"

/* From ADDR on addresses lie as far apart as their distances. */
struct region {
	uint64_t addr;
	uint32_t distance; /* of that address */
};

struct regions {
	struct region *items;
	uint32_t count;
	uint32_t *distances; /* by symbol */
};

/* Sets the distances of RESUMES too; regions_free after, also of an error. */
bool regions_lay(const struct input *list, struct resumes *resumes,
	struct regions *regions, struct failure *err);
void regions_free(struct regions *regions);
/* The least shift by which starts fit into a superblock's record; above
 * KSYM_START_SHIFT_MAX if none does. */
uint8_t superblock_shift(const uint32_t *distances, size_t first, size_t end);

#endif
