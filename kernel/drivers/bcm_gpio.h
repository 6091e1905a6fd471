/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The pins of the Raspberry Pi: "BCM2837 ARM Peripherals", chapter 6, and
 * "BCM2711 ARM Peripherals", chapter 5. They differ in how pulls are set.
 */
#ifndef BCM_GPIO_H
#define BCM_GPIO_H

#include <stdint.h>

#include <kernel/driver.h>
#include <kernel/lock.h>

enum bcm_gpio_chip {
	BCM2837_GPIO,
	BCM2711_GPIO,
};

/* A board gives the first three, the driver sets the rest. */
struct bcm_gpio {
	struct device_driver driver;
	uint64_t phys_base;
	enum bcm_gpio_chip chip;

	struct irq_lock lock; /* of registers that several pins share */
	uintptr_t base;       /* the registers, mapped */
};

#define BCM_GPIO_DRIVER(driver_name) \
	{ \
		.name = (driver_name), .init = bcm_gpio_init, \
		.post_init = bcm_gpio_post_init, \
	}

void bcm_gpio_init(struct device_driver *driver);
void bcm_gpio_post_init(struct device_driver *driver);

/*
 * Connects the PL011 to pins 14 (out) and 15 (in) of the GPIO at gpio->base,
 * pulled up, so that nothing is received from a wire that is not there. From
 * bcm_gpio_post_init, and from tests that play the device.
 */
void bcm_gpio_connect_uart(struct bcm_gpio *gpio);

#endif
