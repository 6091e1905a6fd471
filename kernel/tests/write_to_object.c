/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Constants are not writable, and the one that was written to is named. */
#include <stdint.h>

#include <kernel/init.h>
#include <kernel/panic.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* Not static, so that it is an object in memory with just this name. */
extern const uint32_t speed_limits[4];
const uint32_t speed_limits[4] = { 30, 50, 70, 130 };

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

void kernel_init(void)
{
	bring_up();
	*(volatile uint32_t *)(uintptr_t)&speed_limits[2] = 80;

	/* The write must not get through. */
	qemu_exit_failure();
}
