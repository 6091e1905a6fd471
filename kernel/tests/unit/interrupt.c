/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/interrupt.h>

#include "support/kernel_test.h"

/* No device of a board is there, and no other unit test. */
#define FREE_IRQ 21

static unsigned int calls;

static void count(void *context)
{
	(*(unsigned int *)context)++;
}

KERNEL_TEST(interrupt_reaches_its_handler_with_its_context)
{
	const struct interrupt_handler handler = {
		.name = "counter",
		.handle = count,
		.context = &calls,
	};

	interrupt_register(FREE_IRQ, handler);
	kernel_assert(calls == 0);
	interrupt_dispatch(FREE_IRQ);
	interrupt_dispatch(FREE_IRQ);
	kernel_assert(calls == 2);
}
