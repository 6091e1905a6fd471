/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The timer ticks a hundred times a second, by interrupts, and not before. */
#include <kernel/cpu.h>
#include <kernel/driver.h>
#include <kernel/init.h>
#include <kernel/panic.h>
#include <kernel/print.h>
#include <kernel/time.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

#define PERIOD_NS     (10 * NS_PER_MS)
#define COME_LIMIT_NS (10 * NS_PER_SECOND)

/* A busy host lets interrupts come late, and so fewer of them in a second. */
#define INTERRUPTS_MIN 5

void panic_exit(void)
{
	qemu_exit_failure();
}

/* When the timer was started: not before the one, not after the other. */
static uint64_t start_min_ns;
static uint64_t start_max_ns;

/*
 * As many ticks as periods have passed since the start, however late their
 * interrupts come: no more, and no fewer once these have come.
 */
static void expect_ticks(void)
{
	const uint64_t ticks = time_ticks();
	const uint64_t now = time_uptime_ns();

	kernel_assert(ticks <= (now - start_min_ns) / PERIOD_NS);
	while (time_ticks() < (now - start_max_ns) / PERIOD_NS) {
		kernel_assert(time_uptime_ns() - now < COME_LIMIT_NS);
	}
}

static void tick_for_a_second(void)
{
	const uint64_t interrupts = time_tick_interrupts();
	const uint64_t start = time_uptime_ns();

	while (time_uptime_ns() - start < NS_PER_SECOND ||
		time_tick_interrupts() - interrupts < INTERRUPTS_MIN) {
		cpu_wait_for_interrupt();
	}
	expect_ticks();
}

/* What was masked away is one interrupt, and all of its periods. */
static void catch_up(void)
{
	const uint64_t masks = arch_interrupts_save_and_mask();
	const uint64_t interrupts = time_tick_interrupts();

	time_spin_for(20 * PERIOD_NS);
	kernel_assert(time_tick_interrupts() == interrupts);
	arch_interrupts_restore(masks);
	while (time_tick_interrupts() == interrupts) {
	}
	expect_ticks();
}

void kernel_init(void)
{
	bring_up();
	time_spin_for(2 * PERIOD_NS);
	start_min_ns = time_uptime_ns();
	driver_register_irqs();
	start_max_ns = time_uptime_ns();
	kernel_assert(time_ticks() == 0);
	arch_interrupts_unmask();
	print("Ticking for a second\n");
	tick_for_a_second();
	catch_up();
	print("every tick counted\n");
	qemu_exit_success();
}
