/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What the kernel is doing as a whole. It starts in the init state, in which
 * kernel_init sets everything up, and leaves it once.
 */
#ifndef KERNEL_STATE_H
#define KERNEL_STATE_H

#include <stdbool.h>

/* From any context. */
bool state_is_init(void);

/*
 * From init to single core, which is for good: one core runs kernel_main and
 * the handlers of interrupts. Panics if the state is not init.
 */
void state_transition_to_single_core(void);

#endif
