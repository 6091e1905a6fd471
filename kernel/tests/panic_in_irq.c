/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A handler that panics, while other interrupts are pending. */
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

static void handle_by_panic(void *context)
{
	panic("%s", (const char *)context);
}

void kernel_init(void)
{
	static char text[] = "a handler has panicked";
	const struct interrupt_handler handler = {
		.name = "panicking handler",
		.handle = handle_by_panic,
		.context = text,
	};

	bring_up();
	interrupt_register(UART_IRQ, handler);
	interrupt_enable(UART_IRQ);
	uart_interrupt_on();
	arch_interrupts_unmask();
	print("Type something\n");
	cpu_wait_forever();
}
