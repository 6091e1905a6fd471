/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* IRQs are masked at boot, and masks and locks come and go as they are told. */
#include <kernel/cpu.h>
#include <kernel/init.h>
#include <kernel/lock.h>

#include <arch/sysreg.h>

#include "support/bring_up.h"
#include "support/kernel_test.h"
#include "support/qemu_exit.h"

void panic_exit(void)
{
	qemu_exit_failure();
}

/* DAIF.I, bit 7: Arm ARM, "DAIF, Interrupt Mask Bits". */
static bool is_masked(void)
{
	return (sysreg_read(DAIF) >> 7 & 1) != 0;
}

/* The first test: nothing has touched the mask yet. */
KERNEL_TEST(irqs_are_masked_at_boot)
{
	kernel_assert(is_masked());
	kernel_assert(arch_interrupts_masked());
}

KERNEL_TEST(irq_unmask_works)
{
	arch_interrupts_unmask();
	kernel_assert(!is_masked());
	kernel_assert(!arch_interrupts_masked());
}

KERNEL_TEST(irq_unmask_leaves_the_rest_masked)
{
	/* D and F; SErrors, A, are unmasked before. */
	kernel_assert((sysreg_read(DAIF) & 0x3c0) == 0x240);
}

KERNEL_TEST(irq_mask_save_and_restore_nest)
{
	const uint64_t outer = arch_interrupts_save_and_mask();
	uint64_t inner;

	kernel_assert(is_masked());
	inner = arch_interrupts_save_and_mask();
	kernel_assert(inner != outer);
	arch_interrupts_restore(inner);
	kernel_assert(is_masked());
	arch_interrupts_restore(outer);
	kernel_assert(!is_masked());
}

KERNEL_TEST(irq_lock_masks_and_restores)
{
	struct irq_lock lock = { .name = "test" };

	for (int i = 0; i < 2; i++) {
		irq_lock_acquire(&lock);
		kernel_assert(is_masked());
		irq_lock_release(&lock);
		kernel_assert(!is_masked());
	}
}

KERNEL_TEST(irq_locks_nest)
{
	struct irq_lock outer = { .name = "outer" };
	struct irq_lock inner = { .name = "inner" };

	irq_lock_acquire(&outer);
	irq_lock_acquire(&inner);
	irq_lock_release(&inner);
	kernel_assert(is_masked());
	irq_lock_acquire(&inner);
	irq_lock_release(&inner);
	kernel_assert(is_masked());
	irq_lock_release(&outer);
	kernel_assert(!is_masked());
}

KERNEL_TEST(irq_lock_keeps_masked_what_was_masked)
{
	const uint64_t before = arch_interrupts_save_and_mask();
	struct irq_lock lock = { .name = "test" };

	irq_lock_acquire(&lock);
	irq_lock_release(&lock);
	kernel_assert(is_masked());
	arch_interrupts_restore(before);
	kernel_assert(!is_masked());
}

void kernel_init(void)
{
	bring_up();
	kernel_tests_run();
	qemu_exit_success();
}
