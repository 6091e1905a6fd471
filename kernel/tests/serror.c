/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * An SError is named, with where it was taken. QEMU has none of its own: what a
 * device refuses is a synchronous external abort there. So EL2 makes a virtual
 * one pending, which EL1 cannot tell from a device's.
 */
#include <kernel/init.h>
#include <kernel/panic.h>

#include <arch/sysreg.h>

#include "arch/aarch64/boot.h"
#include "support/bring_up.h"
#include "support/qemu_exit.h"
#include "support/serror.h"

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

/* At EL2, at its physical address. */
void boot_test_hook(void)
{
	sysreg_write(VBAR_EL2, (uintptr_t)serror_vectors);
}

static __attribute__((noinline)) void write_to_bad_device(void)
{
	__asm__ volatile("hvc #0\n\t"
			 "dsb sy"
			 :
			 :
			 : "x0", "memory");
}

void kernel_init(void)
{
	bring_up();
	write_to_bad_device();
	qemu_exit_failure();
}
