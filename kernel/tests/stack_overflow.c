/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A recursion without end hits the guard page, and that is reported, with no
 * more stack than handlers have at the least.
 */
#include <stddef.h>
#include <stdint.h>

#include <kernel/init.h>
#include <kernel/panic.h>
#include <kernel/print.h>

#include <arch/exception.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* The stack was all zeros at boot. */
static size_t used_of_exception_stack(void)
{
	size_t unused = 0;

	while (unused < EXCEPTION_STACK_SIZE && exception_stack[unused] == 0) {
		unused++;
	}
	return EXCEPTION_STACK_SIZE - unused;
}

/* The panic is what this test is about. */
void panic_exit(void)
{
	const size_t used = used_of_exception_stack();

	print("The report took %zu bytes of stack\n", used);
	if (used > EXCEPTION_ROOM) {
		qemu_exit_failure();
	}
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
