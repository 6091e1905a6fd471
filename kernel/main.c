/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/init.h>

#include <stddef.h>

#include <kernel/board.h>
#include <kernel/console.h>
#include <kernel/cpu.h>
#include <kernel/exception.h>
#include <kernel/log.h>
#include <kernel/memory.h>
#include <kernel/symbols.h>
#include <kernel/time.h>

/* The kernel after its initialisation: says what it is, then echoes. */
static _Noreturn void kernel_main(void)
{
	info("ksym kernel version %s", KERNEL_VERSION);
	info("Booting on: %s", board_name());
	info("MMU online:");
	memory_print_mappings();
	info("Current privilege level: %s", cpu_privilege_level());
	info("Exception handling state:");
	cpu_print_interrupt_state();
	info("Architectural timer resolution: %lu ns", time_resolution_ns());
	info("Kernel symbols: %lu", symbols_count());
	if (symbols_error() != NULL) {
		warn("Kernel symbols: %s", symbols_error());
	}
	info("Drivers loaded:");
	board_print_drivers();
	info("Echoing input now");

	for (;;) {
		console_write_char(console_read_char());
	}
}

void kernel_init(void)
{
	exception_init();
	symbols_init();
	memory_init();
	board_init();
	kernel_main();
}
