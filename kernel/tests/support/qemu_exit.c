/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* "Semihosting for AArch32 and AArch64", SYS_EXIT: 0x18 in w0, a block in x1. */
#include "qemu_exit.h"

#include <stdint.h>

#include <kernel/cpu.h>

#define SYS_EXIT                     0x18
#define ADP_STOPPED_APPLICATION_EXIT 0x20026

static _Noreturn void qemu_exit(uint64_t status)
{
	const uint64_t block[2] = { ADP_STOPPED_APPLICATION_EXIT, status };
	register uint64_t operation __asm__("x0") = SYS_EXIT;
	register const uint64_t *parameters __asm__("x1") = block;

	__asm__ volatile("hlt #0xf000"
			 : "+r"(operation)
			 : "r"(parameters)
			 : "memory");

	/* Without a debugger that answers, the processor stays here. */
	cpu_wait_forever();
}

void qemu_exit_success(void)
{
	qemu_exit(0);
}

void qemu_exit_failure(void)
{
	qemu_exit(1);
}
