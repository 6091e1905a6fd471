/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* An FIQ, from the boot core's timer, reaches a vector that names itself. */
#include <kernel/init.h>
#include <kernel/panic.h>
#include <kernel/time.h>

#include <arch/sysreg.h>

#include "support/board.h"
#include "support/bring_up.h"
#include "support/qemu_exit.h"

#define CNTP_CTL_ENABLE (1 << 0)

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

void kernel_init(void)
{
	bring_up();
	board_route_timer_to_fiq();
	sysreg_write(CNTP_TVAL_EL0, 0);
	sysreg_write(CNTP_CTL_EL0, CNTP_CTL_ENABLE);
	__asm__ volatile("msr DAIFClr, #1");

	time_spin_for(NS_PER_SECOND);
	qemu_exit_failure();
}
