/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/driver.h>

#include <stddef.h>

#include <kernel/lock.h>
#include <kernel/log.h>
#include <kernel/mmio.h>
#include <kernel/panic.h>

static const struct init_lock lock = { .name = "drivers" };
static struct device_driver *drivers[DRIVER_MAX];
static size_t driver_count;

void driver_register(struct device_driver *driver)
{
	init_lock_write(&lock);
	if (driver_count == DRIVER_MAX) {
		panic("%s: there are %d drivers already", driver->name,
			DRIVER_MAX);
	}
	drivers[driver_count++] = driver;
}

static void call(
	void (*function)(struct device_driver *), struct device_driver *driver)
{
	if (function != NULL) {
		mmio_switch_device();
		function(driver);
		mmio_switch_device();
	}
}

void driver_init_all(void)
{
	for (size_t i = 0; i < driver_count; i++) {
		call(drivers[i]->init, drivers[i]);
		call(drivers[i]->post_init, drivers[i]);
	}
}

void driver_register_irqs(void)
{
	for (size_t i = 0; i < driver_count; i++) {
		call(drivers[i]->register_irq, drivers[i]);
	}
}

void driver_print(void)
{
	for (size_t i = 0; i < driver_count; i++) {
		info("      %zu. %s", i + 1, drivers[i]->name);
	}
}
