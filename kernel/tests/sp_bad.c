/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A stack pointer gone astray: the fault is reported from another stack. */
#include <stdint.h>

#include <kernel/init.h>
#include <kernel/panic.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

#define UNMAPPED 0x1008

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

static __attribute__((noinline)) void lose_the_stack(void)
{
	__asm__ volatile("mov sp, %0\n\t"
			 "str xzr, [sp]"
			 :
			 : "r"((uint64_t)UNMAPPED)
			 : "memory");
	qemu_exit_failure();
}

void kernel_init(void)
{
	bring_up();
	lose_the_stack();
	qemu_exit_failure();
}
