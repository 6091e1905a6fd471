/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* An exception that returns leaves the interrupted code as it was. */
#include <kernel/init.h>
#include <kernel/log.h>
#include <kernel/panic.h>
#include <kernel/print.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"
#include "support/registers.h"

void panic_exit(void)
{
	qemu_exit_failure();
}

void kernel_init(void)
{
	bring_up();

	print("Testing exception restore\n");
	info("Making a dummy system call");
	kernel_assert(registers_survive_system_call());
	info("Back from system call!");

	qemu_exit_success();
}
