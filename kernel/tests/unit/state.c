/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/state.h>

#include <kernel/lock.h>

#include "support/kernel_test.h"

/* What it refuses is in misuse.c. */
KERNEL_TEST(init_lock_lets_write_in_the_init_state)
{
	const struct init_lock lock = { .name = "test" };

	kernel_assert(state_is_init());
	init_lock_write(&lock);
}
