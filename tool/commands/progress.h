/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What the command is at, on standard error where that is a terminal, once a
 * second from the first second on. Nothing of it is left when it ends.
 */
#ifndef KSYM_TOOL_PROGRESS_H
#define KSYM_TOOL_PROGRESS_H

/*
 * Begins to show, for as long as the command runs, what core/stage.h is told.
 * What is printed on standard output is held back meanwhile.
 */
void progress_begin(void);

/* Ends it; comes before anything is printed on standard error. */
void progress_end(void);

#endif
