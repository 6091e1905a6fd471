/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* An exception while SP_EL0 is in use reaches a vector that names itself. */
#include <kernel/init.h>
#include <kernel/panic.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

void kernel_init(void)
{
	bring_up();

	/* The test system call too: it is the vector that counts. */
	__asm__ volatile("msr SPSel, #0\n\t"
			 "svc #0x1337");
	qemu_exit_failure();
}
