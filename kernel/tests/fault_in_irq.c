/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A handler that faults, while other interrupts are pending. */
#include <kernel/cpu.h>
#include <kernel/init.h>
#include <kernel/interrupt.h>
#include <kernel/panic.h>
#include <kernel/print.h>

#include <memory_map.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"
#include "support/uart_interrupt.h"

/* The panic is what this test is about. */
void panic_exit(void)
{
	kernel_assert(arch_interrupts_masked());
	qemu_exit_success();
}

static void handle_by_fault(void *context)
{
	*(volatile char *)0x1000 = 0;
	(void)context;
}

void kernel_init(void)
{
	const struct interrupt_handler handler = {
		.name = "faulting handler",
		.handle = handle_by_fault,
	};

	bring_up();
	interrupt_register(UART_IRQ, handler);
	interrupt_enable(UART_IRQ);
	uart_interrupt_on();
	arch_interrupts_unmask();
	print("Type something\n");
	cpu_wait_forever();
}
