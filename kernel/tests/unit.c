/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Runs the tests of unit/. */
#include <kernel/init.h>

#include "support/bring_up.h"
#include "support/kernel_test.h"
#include "support/qemu_exit.h"

void panic_exit(void)
{
	qemu_exit_failure();
}

void kernel_init(void)
{
	bring_up();
	kernel_tests_run();
	qemu_exit_success();
}
