/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* One page's shapes, and what they are used for. */
#ifndef KSYM_WRITE_PAGE_H
#define KSYM_WRITE_PAGE_H

#include <ksym_format.h>
#include <stdint.h>

#include "addresses/shapes.h"

/* The shapes that a block's symbols choose from. */
struct page {
	struct shape shapes[KSYM_PAGE];
	uint32_t count;
};

/* A step of a page's blocks. */
struct need {
	uint32_t step;
	uint32_t weight;
	uint8_t cost; /* with the shapes that the page has so far */
};

/* The number in PAGE of the cheapest shape for STEP, and its x and y; -1:
 * none. */
int page_best(const struct page *page, const struct step *step,
	struct extras *extras);

/* Makes the shapes of a page as narrow as its needs, COUNT of them, allow. */
void page_narrow(struct page *page, const struct steps *steps,
	const struct need *needs, uint32_t count);

#endif
