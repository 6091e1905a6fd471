/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <arch/exception_frame.h>

/* Nothing detects its overflow: no handler recurses or needs much. */
char exception_stack[EXCEPTION_STACK_SIZE] __attribute__((aligned(16)));
