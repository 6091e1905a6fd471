/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The PL011: "PrimeCell UART (PL011) Technical Reference Manual", DDI 0183. */
#ifndef PL011_H
#define PL011_H

#include <stdbool.h>
#include <stdint.h>

#include <kernel/console.h>
#include <kernel/driver.h>

/* One UART, at 8N1. A board gives the first five, the driver sets the rest. */
struct pl011 {
	struct device_driver driver;
	uint64_t phys_base;
	uint32_t clock_hz; /* of UARTCLK, at least 16 times the baud rate */
	uint32_t baud;     /* bits a second */
	unsigned int irq;

	struct console console;
	uintptr_t base; /* the registers, mapped */
	bool stuck;     /* the last wait was in vain */
};

#define PL011_DRIVER(driver_name) \
	{ \
		.name = (driver_name), .init = pl011_init, \
		.post_init = pl011_post_init, \
		.register_irq = pl011_register_irq, \
	}

void pl011_init(struct device_driver *driver);
void pl011_post_init(struct device_driver *driver);
void pl011_register_irq(struct device_driver *driver);

/*
 * Sets the UART up at uart->base for its baud rate; polled, with its interrupts
 * off. What it is still sending leaves first, if the device is alive. From
 * pl011_init, and from tests that play the device.
 */
void pl011_set_up(struct pl011 *uart);

#endif
