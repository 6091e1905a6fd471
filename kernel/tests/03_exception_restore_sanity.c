/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* An exception that returns leaves the interrupted code as it was. */
#include <stdint.h>

#include <kernel/init.h>
#include <kernel/log.h>
#include <kernel/panic.h>
#include <kernel/print.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

void panic_exit(void)
{
	qemu_exit_failure();
}

/*
 * Two registers hold what they held before; the return of this function shows
 * that the link register does too.
 */
static __attribute__((noinline)) void nested_system_call(void)
{
	register uint64_t low __asm__("x1") = 0x1111;
	register uint64_t high __asm__("x28") = 0x2828;

	__asm__ volatile("svc #0x1337" : "+r"(low), "+r"(high) : : "memory");
	kernel_assert(low == 0x1111);
	kernel_assert(high == 0x2828);
}

void kernel_init(void)
{
	bring_up();

	print("Testing exception restore\n");
	info("Making a dummy system call");
	nested_system_call();
	info("Back from system call!");

	qemu_exit_success();
}
