/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Drivers. A driver is a struct that embeds a struct device_driver and says
 * where its device is; a board registers one for each device. All from
 * kernel_init, in the init state, with IRQs masked.
 */
#ifndef KERNEL_DRIVER_H
#define KERNEL_DRIVER_H

/* The drivers that may be registered. */
#define DRIVER_MAX 16

struct device_driver {
	const char *name;

	/* Maps the device's registers and sets it up. */
	void (*init)(struct device_driver *driver);

	/* Puts it to use, as the console for one; or NULL. */
	void (*post_init)(struct device_driver *driver);

	/* Registers and enables its interrupts; or NULL. */
	void (*register_irq)(struct device_driver *driver);
};

/*
 * Adds a driver, which must live for good. Panics if DRIVER_MAX are registered.
 */
void driver_register(struct device_driver *driver);

/* Calls each driver's init and post_init, in the order of registration. */
void driver_init_all(void);

/* Calls each driver's register_irq. After driver_init_all. */
void driver_register_irqs(void);

/* Logs the drivers, a numbered line each. In any state. */
void driver_print(void);

#endif
