/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Code is not writable. */
#include <stdint.h>

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
	*(volatile uint32_t *)(uintptr_t)kernel_init = 0;

	/* The write must not get through. */
	qemu_exit_failure();
}
