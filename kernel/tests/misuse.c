/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Mistakes of ours that must panic. Which of them to make is typed, by its
 * letter: so that one kernel does for all.
 */
#include <stddef.h>

#include <kernel/console.h>
#include <kernel/cpu.h>
#include <kernel/driver.h>
#include <kernel/init.h>
#include <kernel/interrupt.h>
#include <kernel/lock.h>
#include <kernel/memory.h>
#include <kernel/panic.h>
#include <kernel/print.h>
#include <kernel/state.h>

#include <memory_map.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

/* No device of a board is there. */
#define FREE_IRQ 20

static struct irq_lock first = { .name = "first" };
static struct irq_lock second = { .name = "second" };
static struct interrupt_controller controller = { .name = "other controller" };
static struct device_driver driver = { .name = "one too many" };

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

static void handle(void *context)
{
	(void)context;
}

static void take_irq_twice(void)
{
	interrupt_register(
		FREE_IRQ, (struct interrupt_handler){ "one", handle, NULL });
	interrupt_register(
		FREE_IRQ, (struct interrupt_handler){ "two", handle, NULL });
}

static void register_irq_out_of_range(void)
{
	interrupt_register(KERNEL_IRQ_MAX,
		(struct interrupt_handler){ "one", handle, NULL });
}

static void enable_irq_out_of_range(void)
{
	interrupt_enable(KERNEL_IRQ_MAX);
}

static void dispatch_irq_out_of_range(void)
{
	interrupt_dispatch(KERNEL_IRQ_MAX);
}

static void dispatch_irq_without_handler(void)
{
	interrupt_dispatch(FREE_IRQ);
}

static void register_second_controller(void)
{
	interrupt_controller_register(&controller);
}

static void register_large_controller(void)
{
	controller.irq_count = KERNEL_IRQ_MAX + 1;
	interrupt_controller_register(&controller);
}

static void write_after_init(void)
{
	state_transition_to_single_core();
	driver_register(&driver);
}

static void write_with_irqs_unmasked(void)
{
	arch_interrupts_unmask();
	driver_register(&driver);
}

static void leave_init_twice(void)
{
	state_transition_to_single_core();
	state_transition_to_single_core();
}

static void register_too_many_drivers(void)
{
	for (int i = 0; i <= DRIVER_MAX; i++) {
		driver_register(&driver);
	}
}

static void take_lock_twice(void)
{
	irq_lock_acquire(&first);
	irq_lock_acquire(&second);
	irq_lock_acquire(&first);
}

static void release_free_lock(void)
{
	irq_lock_release(&first);
}

static void release_in_the_order_of_taking(void)
{
	irq_lock_acquire(&first);
	irq_lock_acquire(&second);
	irq_lock_release(&first);
}

static void map_after_init(void)
{
	state_transition_to_single_core();
	memory_map_device("too late", PHYS_UART_BASE, 4);
}

static void (*const mistakes[])(void) = {
	take_irq_twice,                 /* a */
	register_irq_out_of_range,      /* b */
	enable_irq_out_of_range,        /* c */
	dispatch_irq_out_of_range,      /* d */
	dispatch_irq_without_handler,   /* e */
	register_second_controller,     /* f */
	register_large_controller,      /* g */
	write_after_init,               /* h */
	write_with_irqs_unmasked,       /* i */
	leave_init_twice,               /* j */
	register_too_many_drivers,      /* k */
	take_lock_twice,                /* l */
	release_free_lock,              /* m */
	release_in_the_order_of_taking, /* n */
	map_after_init,                 /* o */
};

void kernel_init(void)
{
	size_t which;

	bring_up();
	print("Type a letter\n");
	which = (size_t)(console_read_char() - 'a');
	if (which < sizeof(mistakes) / sizeof(mistakes[0])) {
		mistakes[which]();
	}

	/* The mistake must not get through. */
	qemu_exit_failure();
}
