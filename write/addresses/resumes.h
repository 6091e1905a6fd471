/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Where a symbol owns addresses again that nested ones interrupted. */
#ifndef KSYM_WRITE_RESUMES_H
#define KSYM_WRITE_RESUMES_H

#include <stdbool.h>
#include <stdint.h>

#include "check.h"
#include "failure.h"

struct resume {
	uint64_t addr;
	uint32_t distance; /* as regions_lay sets it */
	uint32_t symbol;
};

/* By ascending address. */
struct resumes {
	struct resume *items;
	uint32_t count;
};

/* Sets all but the distances; resumes_free after, also of an error. */
bool resumes_find(
	const struct input *list, struct resumes *resumes, struct failure *err);
void resumes_free(struct resumes *resumes);

#endif
