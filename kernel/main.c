/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/init.h>

#include <stddef.h>

#include <kernel/board.h>
#include <kernel/cpu.h>
#include <kernel/driver.h>
#include <kernel/exception.h>
#include <kernel/interrupt.h>
#include <kernel/log.h>
#include <kernel/memory.h>
#include <kernel/state.h>
#include <kernel/symbols.h>
#include <kernel/time.h>

static const char *mask_name(bool is_masked)
{
	return is_masked ? "Masked" : "Unmasked";
}

static void print_masked_exceptions(void)
{
	const struct cpu_masks masked = cpu_masked_exceptions();

	info("      Debug:  %s", mask_name(masked.debug));
	info("      SError: %s", mask_name(masked.serror));
	info("      IRQ:    %s", mask_name(masked.irq));
	info("      FIQ:    %s", mask_name(masked.fiq));
}

/* The kernel after its initialisation: says what it is, then sleeps. */
static _Noreturn void kernel_main(void)
{
	info("ksym kernel version %s", KERNEL_VERSION);
	info("Booting on: %s", board_name());
	info("MMU online:");
	memory_print_mappings();
	info("Current privilege level: %s", cpu_privilege_level());
	info("Exception handling state:");
	print_masked_exceptions();
	info("Architectural timer resolution: %lu ns", time_resolution_ns());
	info("Kernel symbols: %lu", symbols_count());
	if (symbols_error() != NULL) {
		warn("Kernel symbols: %s", symbols_error());
	}
	info("Drivers loaded:");
	driver_print();
	info("Registered IRQ handlers:");
	interrupt_print_handlers();
	info("Echoing input now");

	/* The UART's interrupt echoes. */
	for (;;) {
		cpu_wait_for_interrupt();
	}
}

void kernel_init(void)
{
	exception_init();
	symbols_init();
	memory_init();
	board_register_drivers();
	driver_init_all();
	exception_unmask_serror();
	driver_register_irqs();
	arch_interrupts_unmask();
	state_transition_to_single_core();
	kernel_main();
}
