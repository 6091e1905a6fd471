/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* This file is compiled with UBSan: what it finds is reported as an exception. */
#include <stdint.h>

#include <kernel/init.h>
#include <kernel/log.h>
#include <kernel/panic.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

static __attribute__((noinline)) int32_t add_one(int32_t value)
{
	return value + 1;
}

void kernel_init(void)
{
	volatile int32_t largest = INT32_MAX;

	bring_up();
	info("The sum is %d", add_one(largest));
	qemu_exit_failure();
}
