/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A panic prints who called, innermost first. */
#include <kernel/init.h>
#include <kernel/panic.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

/* The call is its last instruction: the return address is in another function.
 */
static __attribute__((noinline)) void nested(void)
{
	panic("the backtrace is what counts");
}

void kernel_init(void)
{
	bring_up();
	nested();

	/* The panic must not come back. */
	qemu_exit_failure();
}
