/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The timer runs, resolves enough, and waits as long as it is told to. */
#include <kernel/init.h>
#include <kernel/time.h>

#include "support/bring_up.h"
#include "support/kernel_test.h"
#include "support/qemu_exit.h"

void panic_exit(void)
{
	qemu_exit_failure();
}

KERNEL_TEST(timer_is_counting)
{
	kernel_assert(time_uptime_ns() > 0);
}

KERNEL_TEST(timer_resolution_is_sufficient)
{
	kernel_assert(time_resolution_ns() > 0);
	kernel_assert(time_resolution_ns() < 100);
}

KERNEL_TEST(spin_accuracy_check_1_second)
{
	const uint64_t start = time_uptime_ns();

	time_spin_for(NS_PER_SECOND);
	kernel_assert((time_uptime_ns() - start) / NS_PER_SECOND == 1);
}

void kernel_init(void)
{
	bring_up();
	kernel_tests_run();
	qemu_exit_success();
}
