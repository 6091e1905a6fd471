/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A call through a null pointer: the pc says nothing, so lr names the caller. */
#include <stddef.h>

#include <kernel/init.h>
#include <kernel/panic.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

static __attribute__((noinline)) void start_timer(void)
{
	void (*volatile start)(void) = NULL;

	start();
	qemu_exit_failure();
}

void kernel_init(void)
{
	bring_up();
	start_timer();
	qemu_exit_failure();
}
