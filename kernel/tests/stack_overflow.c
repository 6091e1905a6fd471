/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A recursion without end hits the guard page, and that is reported. */
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

/* Not static, so that its name is what it is. */
uint64_t recurse(uint64_t depth);

__attribute__((noinline, noclone)) uint64_t recurse(uint64_t depth)
{
	return depth == UINT64_MAX ? 0 : recurse(depth + 1);
}

void kernel_init(void)
{
	bring_up();
	(void)recurse(0);
	qemu_exit_failure();
}
