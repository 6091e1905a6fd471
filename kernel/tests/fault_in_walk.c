/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The first frames of the stack are gone, so the walk faults: what was printed
 * before stays, the second fault is named, and the panic ends.
 */
#include <stdint.h>

#include <kernel/init.h>
#include <kernel/panic.h>

#include <arch/sysreg.h>

#include "arch/aarch64/mmu.h"
#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* From the linker script. */
extern char __boot_core_stack_end[];

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

static void unmap_the_first_page_of_the_stack(void)
{
	const uint64_t page = (uintptr_t)__boot_core_stack_end - PAGE_SIZE;

	KERNEL_TABLES.level3[level2_index(page)][level3_index(page)] = 0;
	dsb(ishst);
	__asm__ volatile("tlbi vmalle1" : : : "memory");
	dsb(ish);
	isb();
}

static __attribute__((noinline)) void fault_on_another_page(void)
{
	volatile char distance[PAGE_SIZE];

	distance[0] = 1;
	unmap_the_first_page_of_the_stack();
	(void)*(const volatile char *)0x1000;
	(void)distance[0];
}

void kernel_init(void)
{
	bring_up();
	fault_on_another_page();
	qemu_exit_failure();
}
