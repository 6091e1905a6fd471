/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A panic whose message cannot be read: the fault must end it, not start anew. */
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
	const char *volatile unmapped = (const char *)0x1000;

	bring_up();
	panic("before the fault, %s, behind the fault", unmapped);
}
