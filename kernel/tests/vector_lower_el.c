/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* An exception from EL0 reaches a vector that names itself. */
#include <stdint.h>

#include <kernel/init.h>
#include <kernel/panic.h>

#include <arch/sysreg.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

#define SPSR_EL0T 0x0

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

/* Nothing is open to EL0: its first instruction cannot be fetched. */
void kernel_init(void)
{
	bring_up();
	sysreg_write(SPSR_EL1, DAIF_D | DAIF_A | DAIF_I | DAIF_F | SPSR_EL0T);
	sysreg_write(ELR_EL1, (uintptr_t)kernel_init);
	__asm__ volatile("eret");
	qemu_exit_failure();
}
