/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/time.h>

#include "support/kernel_test.h"

/* The Raspberry Pi 3's counter, and QEMU's. */
#define PI_HZ   19200000
#define QEMU_HZ 62500000

KERNEL_TEST(time_ticks_to_ns_rounds_down)
{
	kernel_assert(time_ticks_to_ns(0, PI_HZ) == 0);
	kernel_assert(time_ticks_to_ns(1, PI_HZ) == 52);
	kernel_assert(time_ticks_to_ns(1, QEMU_HZ) == 16);
	kernel_assert(time_ticks_to_ns(PI_HZ, PI_HZ) == NS_PER_SECOND);
	kernel_assert(time_ticks_to_ns(1, UINT32_MAX) == 0);
}

KERNEL_TEST(time_ns_to_ticks_rounds_up)
{
	kernel_assert(time_ns_to_ticks(0, PI_HZ) == 0);
	kernel_assert(time_ns_to_ticks(1, PI_HZ) == 1);
	kernel_assert(time_ns_to_ticks(16, QEMU_HZ) == 1);
	kernel_assert(time_ns_to_ticks(17, QEMU_HZ) == 2);
	kernel_assert(
		time_ns_to_ticks(NS_PER_SECOND, UINT32_MAX) == UINT32_MAX);
}

KERNEL_TEST(time_conversions_saturate)
{
	kernel_assert(time_ticks_to_ns(UINT64_MAX, 1) == UINT64_MAX);
	kernel_assert(time_ticks_to_ns(UINT64_MAX, 0) == UINT64_MAX);
	kernel_assert(time_ns_to_ticks(UINT64_MAX, UINT32_MAX) == UINT64_MAX);

	/* 2^64 ns at 1 GHz are as many ticks. */
	kernel_assert(time_ns_to_ticks(UINT64_MAX, 1000000000) == UINT64_MAX);
	kernel_assert(time_ticks_to_ns(UINT64_MAX, 1000000000) == UINT64_MAX);
}

/* A century in nanoseconds there and back, exact as 62.5 MHz divides 10^9. */
KERNEL_TEST(time_conversions_are_exact_for_long_times)
{
	const uint64_t century = UINT64_C(36525) * 86400 * NS_PER_SECOND;

	kernel_assert(time_ns_to_ticks(century, QEMU_HZ) == century / 16);
	kernel_assert(time_ticks_to_ns(century / 16, QEMU_HZ) == century);
}

KERNEL_TEST(time_runs_forward)
{
	const uint64_t before = time_uptime_ns();

	time_spin_for(NS_PER_MS);
	kernel_assert(time_uptime_ns() - before >= NS_PER_MS);
}
