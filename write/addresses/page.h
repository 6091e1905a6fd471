/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What one page's shapes are used for. */
#ifndef KSYM_WRITE_PAGE_H
#define KSYM_WRITE_PAGE_H

#include "stages.h"

/* A step of a page's blocks. */
struct need {
	uint32_t step;
	uint32_t weight;
	uint8_t cost; /* with the shapes that the page has so far */
};

/* Makes the shapes of a page as narrow as its needs, COUNT of them, allow. */
void page_narrow(struct page *page, const struct steps *steps,
	const struct need *needs, uint32_t count);

#endif
