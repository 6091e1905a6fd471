/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A fault before the MMU is on is told on the UART. */
#include <stdint.h>

#include <kernel/init.h>

#include "arch/aarch64/boot.h"
#include "support/qemu_exit.h"

/* No processor here has so many bits of physical address. */
#define BEYOND_MEMORY UINT64_C(0x00f0000000001000)

static __attribute__((noinline)) void read_beyond_memory(void)
{
	(void)*(const volatile uint32_t *)BEYOND_MEMORY;
}

void boot_test_hook(void)
{
	read_beyond_memory();
	qemu_exit_failure();
}

void kernel_init(void)
{
	qemu_exit_failure();
}
