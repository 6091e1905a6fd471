/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* How many addresses nothing uses: no segment, no section, no symbol. */
#ifndef KSYM_TOOL_SPACE_H
#define KSYM_TOOL_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "elf/layout.h"

/* Where a table is to be, or to reach further. */
struct space {
	uint64_t addr;     /* the first address that is asked for */
	uint64_t physical; /* the same as p_paddr counts */
	size_t segment;    /* index of the one that ends there; or SIZE_MAX */
	size_t section;    /* of the section that ends there, or 0 */
	const char *name;  /* the reservation's, whose markers use nothing */

	uint64_t bytes; /* the answer: free from addr on */
	char next[192]; /* and what follows, for messages */
};

/*
 * Sets the answer. A symbol uses its address and all that follow, since the
 * kernel may take them from there on: a heap, a stack, a range to map. One at
 * addr itself counts where a SEGMENT is to reach further, and only there.
 */
bool space_measure(
	const struct layout *layout, struct space *space, struct error *err);

#endif
