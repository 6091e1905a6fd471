/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A return address that is none is named, and the walk ends there. */
#include <kernel/backtrace.h>
#include <kernel/init.h>
#include <kernel/panic.h>

#include <arch/exception.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

void panic_exit(void)
{
	qemu_exit_failure();
}

static __attribute__((noinline)) void nested_2(void)
{
	volatile struct frame_record *const own = __builtin_frame_address(0);
	struct backtrace backtrace;

	own->lr = 0x456;
	backtrace_capture(&backtrace);
	backtrace_print(&backtrace);
	qemu_exit_success();
}

static __attribute__((noinline)) void nested_1(void)
{
	nested_2();
}

void kernel_init(void)
{
	bring_up();
	nested_1();
	qemu_exit_failure();
}
