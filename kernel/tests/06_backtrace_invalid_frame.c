/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A frame pointer that leads nowhere is named, and the walk ends there. */
#include <kernel/init.h>
#include <kernel/panic.h>

#include <arch/exception.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

static __attribute__((noinline)) void nested(void)
{
	volatile struct frame_record *const own = __builtin_frame_address(0);

	own->fp = 0x123;
	panic("the backtrace is what counts");
}

void kernel_init(void)
{
	bring_up();
	nested();

	/* The panic must not come back. */
	qemu_exit_failure();
}
