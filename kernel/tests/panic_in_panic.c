/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A panic on the way out of a panic: the second leaves at once, by status 0. */
#include <stdbool.h>

#include <kernel/init.h>
#include <kernel/panic.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

void panic_exit(void)
{
	static bool again;

	if (again) {
		qemu_exit_success();
	}
	again = true;
	panic("the second panic");
}

void kernel_init(void)
{
	bring_up();
	panic("the first panic");
}
