/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The search of --fit: how much must go until a table is small enough. */
#ifndef KSYM_TOOL_FIT_SEARCH_H
#define KSYM_TOOL_FIT_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/error.h"

/* A table that was tried. */
struct fit_attempt {
	size_t step; /* how much is left out: more steps, fewer bytes */
	struct buffer table;
	size_t count; /* symbols in it */
	size_t cut;   /* names that were cut */
};

/* Makes the table of STEP in a zeroed ATTEMPT, freed by the caller in any case.
 */
typedef bool fit_try(const void *context, size_t step,
	struct fit_attempt *attempt, struct error *err);

/* Tables beyond those that halving takes; and of steps before the one found. */
#define FIT_SPARE_TRIES 8
#define FIT_BACK_TRIES  32

struct fit_search {
	fit_try *try;
	const void *context; /* for try */
	size_t last;         /* the step that leaves out most */
	uint64_t room;       /* bytes */
	size_t back;         /* steps before the one found to try as well */
};

/*
 * BEST, the table of step 0, is too large for the room. It becomes the table of
 * a step that fits, where that of the step before does not; or that of the last
 * step, if this is too large too. At most 1 + FIT_SPARE_TRIES + log2(last)
 * tables are tried, and FIT_BACK_TRIES where there are steps to look back.
 */
bool fit_search(const struct fit_search *search, struct fit_attempt *best,
	struct error *err);

#endif
