/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* An IRQ before a controller is registered panics, with or without a console. */
#include <stdbool.h>

#include <kernel/exception.h>
#include <kernel/init.h>
#include <kernel/interrupt.h>
#include <kernel/panic.h>

#include "support/qemu_exit.h"

static bool handling;

/* The panic is what this test is about. */
void panic_exit(void)
{
	if (!handling) {
		qemu_exit_failure();
	}
	qemu_exit_success();
}

void kernel_init(void)
{
	exception_init();
	interrupt_print_handlers();
	handling = true;
	interrupt_handle();
	qemu_exit_failure();
}
