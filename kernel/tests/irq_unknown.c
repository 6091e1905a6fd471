/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* An interrupt that is enabled but has no handler panics and names its number. */
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
	qemu_exit_success();
}

void kernel_init(void)
{
	bring_up();
	interrupt_enable(UART_IRQ);
	uart_interrupt_on();
	arch_interrupts_unmask();
	print("Type something\n");
	cpu_wait_forever();
}
