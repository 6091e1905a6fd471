/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The console sends, receives and counts. The other side is played by pexpect. */
#include <stdint.h>

#include <kernel/console.h>
#include <kernel/cpu.h>
#include <kernel/init.h>
#include <kernel/panic.h>
#include <kernel/print.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

void panic_exit(void)
{
	qemu_exit_failure();
}

void kernel_init(void)
{
	uint64_t before;

	bring_up();
	print("Type ABC\n");
	before = console_current()->chars_written;

	kernel_assert(console_read_char() == 'A');
	kernel_assert(console_read_char() == 'B');
	kernel_assert(console_read_char() == 'C');
	print("OK1234");

	print("%lu", console_current()->chars_written - before); /* 6 */
	print("%lu", console_current()->chars_read);             /* 3 */

	console_flush();
	cpu_wait_forever();
}
