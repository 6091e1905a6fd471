/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Data is not executable. */
#include <stdint.h>

#include <kernel/init.h>
#include <kernel/panic.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

#define A64_RET 0xd65f03c0

extern uint32_t function_in_data;
uint32_t function_in_data = A64_RET;

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

void kernel_init(void)
{
	bring_up();
	((void (*)(void))(uintptr_t)&function_in_data)();

	/* The call must not come back. */
	qemu_exit_failure();
}
