/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The drivers' functions are called in the order that driver.h promises. */
#include <stddef.h>

#include <kernel/board.h>
#include <kernel/driver.h>
#include <kernel/exception.h>
#include <kernel/init.h>
#include <kernel/memory.h>
#include <kernel/print.h>
#include <kernel/string.h>

#include "support/kernel_test.h"
#include "support/qemu_exit.h"

/* What was called: a letter for the function, a digit for the driver. */
static char calls[16];
static size_t length;

void panic_exit(void)
{
	qemu_exit_failure();
}

static void record(char function, const struct device_driver *driver)
{
	kernel_assert(length + 2 < sizeof(calls));
	calls[length++] = function;
	calls[length++] = driver->name[0];
}

static void record_init(struct device_driver *driver)
{
	record('i', driver);
}

static void record_post_init(struct device_driver *driver)
{
	record('p', driver);
}

static void record_register_irq(struct device_driver *driver)
{
	record('r', driver);
}

void kernel_init(void)
{
	static struct device_driver first = {
		.name = "1 with all",
		.init = record_init,
		.post_init = record_post_init,
		.register_irq = record_register_irq,
	};
	static struct device_driver second = {
		.name = "2 with the least",
		.init = record_init,
	};
	static struct device_driver third = {
		.name = "3 with interrupts",
		.init = record_init,
		.register_irq = record_register_irq,
	};

	exception_init();
	memory_init();
	board_register_drivers();
	driver_register(&first);
	driver_register(&second);
	driver_register(&third);
	driver_init_all();
	print("%s\n", calls);
	kernel_assert(strcmp(calls, "i1p1i2i3") == 0);
	driver_register_irqs();
	print("%s\n", calls);
	kernel_assert(strcmp(calls, "i1p1i2i3r1r3") == 0);
	driver_print();
	qemu_exit_success();
}
