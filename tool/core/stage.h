/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Progress of long work. The code that works reports stages and knows neither a
 * clock nor a terminal; a listener shows them.
 */
#ifndef KSYM_TOOL_STAGE_H
#define KSYM_TOOL_STAGE_H

#include <stdint.h>

/* Called in the working thread. NAME stays valid; PERCENT below 0: unknown. */
typedef void stage_listener(const char *name, int percent);

/* Sets the listener before work begins. NULL, the default: none. */
void stage_listen(stage_listener *listener);

/* Begins a stage. NAME is ASCII and must stay valid. */
void stage_begin(const char *name);

/*
 * Reports how much of the stage is done; cheap enough for each step of a loop.
 */
void stage_part(uint64_t done, uint64_t total);

#endif
