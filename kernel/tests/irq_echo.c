/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What is typed is received and echoed by interrupts, and only by them: nothing
 * here reads before all has arrived.
 */
#include <kernel/console.h>
#include <kernel/cpu.h>
#include <kernel/driver.h>
#include <kernel/init.h>
#include <kernel/lock.h>
#include <kernel/panic.h>
#include <kernel/print.h>
#include <kernel/state.h>
#include <kernel/time.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"
#include "support/uart_interrupt.h"

/* How long an interrupt that must not come is waited for. */
#define QUIET_NS (50 * NS_PER_MS)

void panic_exit(void)
{
	qemu_exit_failure();
}

static uint64_t received(void)
{
	return console_current()->chars_received;
}

static void sleep_until_received(uint64_t count)
{
	while (received() < count) {
		cpu_wait_for_interrupt();
	}
}

static void expect_line(const char *line)
{
	for (; *line != '\0'; line++) {
		kernel_assert(console_read_char() == *line);
	}
	kernel_assert(console_read_char() == '\n');
}

/* One is typed while IRQs are masked. */
static void masked_then_unmasked(void)
{
	print("Type A\n");
	uart_wait_received();
	time_spin_for(QUIET_NS);
	kernel_assert(received() == 0);
	print("Unmasking\n");
	arch_interrupts_unmask();
	sleep_until_received(1);
	kernel_assert(console_read_char() == 'A');
}

/* Another while a lock is held. */
static void locked_then_unlocked(void)
{
	struct irq_lock lock = { .name = "test" };

	irq_lock_acquire(&lock);
	print("Type B\n");
	uart_wait_received();
	time_spin_for(QUIET_NS);
	kernel_assert(received() == 1);
	print("Unlocking\n");
	irq_lock_release(&lock);
	sleep_until_received(2);
	kernel_assert(console_read_char() == 'B');
}

void kernel_init(void)
{
	bring_up();
	driver_register_irqs();
	masked_then_unmasked();
	state_transition_to_single_core();
	locked_then_unlocked();

	print("Type a line\n");
	sleep_until_received(2 + sizeof("longer than a FIFO of 16 characters"));
	expect_line("longer than a FIFO of 16 characters");
	print("%lu received, %lu read, %lu lost\n",
		console_current()->chars_received,
		console_current()->chars_read, console_current()->chars_lost);
	qemu_exit_success();
}
