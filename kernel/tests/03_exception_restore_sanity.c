/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* An exception that returns leaves the interrupted code as it was. */
#include <stdbool.h>
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

/* All that the compiler lets us have: x29 is its frame pointer. */
#define EACH_REGISTER \
	".irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17," \
	"18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28\n\t"

/*
 * Gives each register its number, and the flags a value, and compares after the
 * call. The return of this function shows that the link register is right too.
 */
static __attribute__((noinline)) bool registers_survive_system_call(void)
{
	uint64_t survived;

	__asm__ volatile(EACH_REGISTER
		"mov x\\n, #\\n\n\t"
		".endr\n\t"
		"mov x0, #0\n\t"
		"cmp x0, #0\n\t"
		"svc #0x1337\n\t"
		"ccmp x0, #0, #0, eq\n\t" EACH_REGISTER
		"ccmp x\\n, #\\n, #0, eq\n\t"
		".endr\n\t"
		"cset %0, eq"
		: "=r"(survived)
		:
		: "memory", "cc", "x0", "x1", "x2", "x3", "x4", "x5", "x6",
		"x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15",
		"x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24",
		"x25", "x26", "x27", "x28");
	return survived != 0;
}

void kernel_init(void)
{
	bring_up();

	print("Testing exception restore\n");
	info("Making a dummy system call");
	kernel_assert(registers_survive_system_call());
	info("Back from system call!");

	qemu_exit_success();
}
