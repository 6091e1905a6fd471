/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Routines that make the test system call at each step of their frames. */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdint.h>

/* Has no frame record, and makes 1 call. */
void frame_of_a_leaf(void);

/* Makes a call before and after each instruction that touches its record: 7. */
void frame_comes_and_goes(void);

/* Makes a call with that stack pointer; returns what it was afterwards. */
uint64_t stack_pointer_survives(uint64_t sp);

#endif
