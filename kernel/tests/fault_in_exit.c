/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The way out of a panic always faults: in the end the kernel sleeps. */
#include <stdint.h>

#include <kernel/init.h>
#include <kernel/panic.h>
#include <kernel/print.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

void panic_exit(void)
{
	static unsigned int count;

	print("Exit %u\n", ++count);
	if (count == 10) {
		qemu_exit_failure();
	}
	*(volatile char *)0x1000 = 0;
	for (;;) {
	}
}

void kernel_init(void)
{
	bring_up();
	panic("the first panic");
}
