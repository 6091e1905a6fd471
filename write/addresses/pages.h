/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The pages of shapes, and which of them each block has. */
#ifndef KSYM_WRITE_PAGES_H
#define KSYM_WRITE_PAGES_H

#include <ksym_format.h>
#include <stdbool.h>
#include <stdint.h>

#include "addresses/page.h"
#include "check.h"

struct pages {
	struct page *items;
	uint32_t count;
	uint8_t *of; /* by block: its page */
};

/* Changes the costs of STEPS; pages_free after, also of an error. */
bool pages_choose(const struct input *list, struct pages *pages,
	struct steps *steps, struct failure *err);
void pages_free(struct pages *pages);

#endif
