/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A panic with no stack to speak of: it ends all the same, with what it can
 * print. Where sp points is typed, by its letter.
 */
#include <stddef.h>
#include <stdint.h>

#include <kernel/console.h>
#include <kernel/init.h>
#include <kernel/panic.h>
#include <kernel/print.h>

#include <arch/exception.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* From the linker script. */
extern char __boot_core_stack_start[];
extern char __boot_core_stack_end[];

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

static __attribute__((noinline, used)) _Noreturn void panic_there(void)
{
	panic("on a bad stack");
}

static __attribute__((noinline)) void panic_with(uint64_t sp)
{
	__asm__ volatile("mov sp, %0\n\t"
			 "bl panic_there"
			 :
			 : "r"(sp)
			 : "memory", "x30");
}

void kernel_init(void)
{
	const uint64_t start = (uintptr_t)__boot_core_stack_start;
	const uint64_t emergency = (uintptr_t)exception_stack;
	const uint64_t pointers[] = {
		0,
		UINT64_MAX - 15,
		0x1008, /* neither mapped nor aligned */
		(uintptr_t)__boot_core_stack_end - 1024 - 8, /* not aligned */
		(uintptr_t)kernel_init,                      /* not writable */
		start,        /* a guard page is below */
		start + 128,  /* room for this, not for the panic */
		start + 1024, /* the report breaks off */
		emergency + EXCEPTION_STACK_SIZE,
	};
	size_t choice;

	bring_up();
	print("Type a letter\n");
	choice = (size_t)(console_read_char() - 'a');
	kernel_assert(choice < sizeof(pointers) / sizeof(pointers[0]));
	panic_with(pointers[choice]);
	qemu_exit_failure();
}
