/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The board's own GIC, with interrupts of each kind, as the kernel set it up. */
#include <stddef.h>
#include <stdint.h>

#include <kernel/cpu.h>
#include <kernel/interrupt.h>
#include <kernel/memory.h>
#include <kernel/mmio.h>
#include <kernel/time.h>

#include <arch/sysreg.h>
#include <memory_map.h>

#include "support/kernel_test.h"

/* IHI 0048, "Distributor register map" */
#define GICD_ISPENDR    0x200
#define GICD_SGIR       0xf00
#define GICD_SIZE       0x1000
#define SGIR_TO_SENDER  (2 << 24)
#define CNTP_CTL_ENABLE (1 << 0)

/* Software's own, the boot core's timer, and a shared one without a device. */
#define SGI       5
#define TIMER_PPI 30
#define SPI       40

/* How long an interrupt is waited for, or a second one that must not come. */
#define COME_LIMIT_NS (10 * NS_PER_SECOND)
#define QUIET_NS      (10 * NS_PER_MS)

static unsigned int calls[3];

static void count(void *context)
{
	/* DAIF: D, I and F masked, SErrors not. */
	kernel_assert((sysreg_read(DAIF) & 0x3c0) == 0x2c0);
	(*(unsigned int *)context)++;
}

static void count_and_stop_timer(void *context)
{
	sysreg_write(CNTP_CTL_EL0, 0);
	isb();
	count(context);
}

static void take(unsigned int irq, void (*handle)(void *), unsigned int *callsp)
{
	interrupt_register(
		irq, (struct interrupt_handler){ "counter", handle, callsp });
	interrupt_enable(irq);
}

/* Unmasked, until all have come once; then for a while, as none must again. */
static void expect_one_of_each(void)
{
	const uint64_t before = arch_interrupts_save_and_mask();
	const uint64_t start = time_uptime_ns();
	const volatile unsigned int *const seen = calls;

	kernel_assert(calls[0] == 0 && calls[1] == 0 && calls[2] == 0);
	arch_interrupts_unmask();
	while (seen[0] == 0 || seen[1] == 0 || seen[2] == 0) {
		kernel_assert(time_uptime_ns() - start < COME_LIMIT_NS);
	}
	time_spin_for(QUIET_NS);
	arch_interrupts_restore(before);
	kernel_assert(calls[0] == 1 && calls[1] == 1 && calls[2] == 1);
}

KERNEL_TEST(gicv2_of_the_board_brings_interrupts_of_each_kind)
{
	const uintptr_t gicd =
		memory_map_device("GICD", PHYS_GICD_BASE, GICD_SIZE);

	take(SGI, count, &calls[0]);
	take(TIMER_PPI, count_and_stop_timer, &calls[1]);
	take(SPI, count, &calls[2]);

	/* All are pending before the first can be handled. */
	mmio_write32(gicd + GICD_SGIR, SGIR_TO_SENDER | SGI);
	mmio_write32(gicd + GICD_ISPENDR + SPI / 32 * 4, 1 << SPI % 32);
	sysreg_write(CNTP_TVAL_EL0, 0);
	sysreg_write(CNTP_CTL_EL0, CNTP_CTL_ENABLE);
	isb();
	expect_one_of_each();
}
