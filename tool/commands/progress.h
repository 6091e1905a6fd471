/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What the command is at, on standard error where that is a terminal, once a
 * second from the first second on. Nothing of it is left when it ends.
 */
#ifndef KSYM_TOOL_PROGRESS_H
#define KSYM_TOOL_PROGRESS_H

#include <stdint.h>

/*
 * Begins to show, for as long as the command runs, what progress_stage says.
 * What is printed on standard output is held back meanwhile.
 */
void progress_begin(void);

/* What happens from now on; TEXT must last, and be ASCII. */
void progress_stage(const char *text);

/* How much of the stage is done. */
void progress_part(uint64_t done, uint64_t total);

/* Ends it; comes before anything is printed on standard error. */
void progress_end(void);

#endif
