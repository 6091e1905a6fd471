/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/time.h>

/*
 * count * to / from without overflow on the way, for from and to below 2^32:
 * whole units first, then the rest, which stays below 2^64.
 */
static uint64_t scale(
	uint64_t count, uint64_t from, uint64_t to, uint64_t round)
{
	const uint64_t rest = (count % from * to + round) / from;
	uint64_t whole;
	uint64_t sum;

	if (__builtin_mul_overflow(count / from, to, &whole) ||
		__builtin_add_overflow(whole, rest, &sum)) {
		return UINT64_MAX;
	}
	return sum;
}

uint64_t time_ticks_to_ns(uint64_t ticks, uint32_t frequency)
{
	return scale(ticks, frequency == 0 ? 1 : frequency, NS_PER_SECOND, 0);
}

uint64_t time_ns_to_ticks(uint64_t ns, uint32_t frequency)
{
	return scale(ns, NS_PER_SECOND, frequency == 0 ? 1 : frequency,
		NS_PER_SECOND - 1);
}

uint64_t time_uptime_ns(void)
{
	return time_ticks_to_ns(arch_counter(), arch_counter_frequency());
}

uint64_t time_resolution_ns(void)
{
	return time_ticks_to_ns(1, arch_counter_frequency());
}

/* Written by one handler; a load or store of them is one instruction. */
static volatile uint64_t timer_ticks;
static volatile uint64_t timer_interrupts;

void time_tick(uint64_t periods)
{
	timer_ticks += periods;
	timer_interrupts++;
}

uint64_t time_ticks(void)
{
	return timer_ticks;
}

uint64_t time_tick_interrupts(void)
{
	return timer_interrupts;
}

void time_spin_for(uint64_t ns)
{
	const uint64_t ticks = time_ns_to_ticks(ns, arch_counter_frequency());
	const uint64_t start = arch_counter();

	while (arch_counter() - start < ticks) {
	}
}
