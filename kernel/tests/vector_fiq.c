/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* An FIQ, from the boot core's timer, reaches a vector that names itself. */
#include <stdint.h>

#include <kernel/cpu.h>
#include <kernel/init.h>
#include <kernel/memory.h>
#include <kernel/mmio.h>
#include <kernel/panic.h>
#include <kernel/time.h>

#include <arch/sysreg.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* "BCM2836 ARM-local peripherals", "Core timers interrupts", of core 0. */
#define PHYS_CORE_LOCAL      0x40000000
#define CORE_LOCAL_SIZE      0x100
#define CORE0_TIMER_CONTROL  0x40
#define CNTPNSIRQ_FIQ_ENABLE (1 << 5)

#define CNTP_CTL_ENABLE (1 << 0)

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

void kernel_init(void)
{
	uintptr_t local;

	bring_up();
	local = memory_map_device(
		"BCM2836 local", PHYS_CORE_LOCAL, CORE_LOCAL_SIZE);
	mmio_write32(local + CORE0_TIMER_CONTROL, CNTPNSIRQ_FIQ_ENABLE);
	sysreg_write(CNTP_TVAL_EL0, 0);
	sysreg_write(CNTP_CTL_EL0, CNTP_CTL_ENABLE);
	__asm__ volatile("msr DAIFClr, #1");

	time_spin_for(NS_PER_SECOND);
	qemu_exit_failure();
}
