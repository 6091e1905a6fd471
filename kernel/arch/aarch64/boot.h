/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What runs before the MMU is on, at its physical address. */
#ifndef BOOT_H
#define BOOT_H

#include <stdint.h>

/*
 * Prepares virt_entry in EL1, with virt_stack as its stack pointer and the MMU
 * and the caches on: at EL2 and EL3 an eret leads there. Called by _start with
 * the MMU off, once. phys_tables: physical address of the level-2 table.
 * Returns what SCTLR_EL1 is to be. Where the kernel cannot run, it says so on
 * the UART and does not return: if phys_tables is 0, which it is until the host
 * tool patched the tables in, or if the core lacks the 64 KiB granule.
 */
uint64_t boot_prepare_el1(
	uint64_t phys_tables, uint64_t virt_stack, uint64_t virt_entry);

/*
 * Called at the level of entry, with the MMU off and EL1 prepared. Weak, doing
 * nothing; test kernels replace it.
 */
void boot_test_hook(void);

enum boot_obstacle {
	BOOT_NO_TABLES,
	BOOT_NO_GRANULE,
};

/* Says on the UART why the kernel cannot run, and stops. */
_Noreturn void boot_stop(enum boot_obstacle obstacle);

/*
 * Tells an exception of the level of entry on the UART, and stops. A second one
 * stops at once. Called by boot_vectors with an empty stack.
 */
_Noreturn void boot_report_exception(uint64_t vector);

/* Keeps the core asleep. */
_Noreturn void park(void);

#endif
