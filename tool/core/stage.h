/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What a long piece of work is at. Whoever works says so, and knows neither a
 * clock nor a terminal; whoever shows it to somebody listens.
 */
#ifndef KSYM_TOOL_STAGE_H
#define KSYM_TOOL_STAGE_H

#include <stdint.h>

/* Called in the thread that works. NAME lasts; PERCENT below 0: not known. */
typedef void stage_listener(const char *name, int percent);

/* Set before the work begins; NULL, as at first: nobody listens. */
void stage_listen(stage_listener *listener);

/* What happens from now on; NAME must last, and be ASCII. */
void stage_begin(const char *name);

/* How much of the stage is done; cheap enough for every step of a loop. */
void stage_part(uint64_t done, uint64_t total);

#endif
