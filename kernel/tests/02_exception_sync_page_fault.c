/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A read of an address that is not mapped panics and names kernel_init. */
#include <stdint.h>

#include <kernel/init.h>
#include <kernel/log.h>
#include <kernel/panic.h>
#include <kernel/print.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

#define UNMAPPED UINT64_C(0x40000000)

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

void kernel_init(void)
{
	bring_up();

	print("Testing synchronous exception handling by causing a page fault\n");
	info("Reading from the bottom of the address space, at 1 GiB...");
	(void)*(const volatile uint64_t *)UNMAPPED;

	/* The read must not get through. */
	qemu_exit_failure();
}
