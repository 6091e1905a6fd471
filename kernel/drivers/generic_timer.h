/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The core's physical timer, which ticks: Arm ARM (DDI 0487), "The Generic
 * Timer in AArch64 state". It has system registers, and no others.
 */
#ifndef GENERIC_TIMER_H
#define GENERIC_TIMER_H

#include <stdint.h>

#include <kernel/driver.h>

/* A board gives the first three, the driver sets the rest. */
struct generic_timer {
	struct device_driver driver;
	unsigned int irq;
	uint64_t period_ns;

	uint64_t period; /* in ticks of the counter */
	uint64_t next;   /* the counter at the next interrupt */
};

#define GENERIC_TIMER_DRIVER(driver_name) \
	{ \
		.name = (driver_name), .init = generic_timer_init, \
		.register_irq = generic_timer_register_irq, \
	}

/* Stops the timer, which the firmware may have left running. */
void generic_timer_init(struct device_driver *driver);

/* Starts it: from here on it calls time_tick() once a period. */
void generic_timer_register_irq(struct device_driver *driver);

#endif
