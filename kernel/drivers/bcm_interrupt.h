/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The peripherals' interrupts on the Raspberry Pi 3: "BCM2837 ARM Peripherals",
 * chapter 7. Numbers 0 to 63 are those of its table "ARM peripherals interrupts
 * table"; 64 to 71 are the basic ones, 0 to 7 there. The core that they go to
 * is chosen elsewhere, and is core 0 from reset on ("BCM2836 ARM-local
 * peripherals", "GPU interrupts routing").
 *
 * Numbers 72 to 75 are core 0's own timers: bits 0 to 3 of ibid., "Core timers
 * interrupts": CNTPSIRQ, CNTPNSIRQ, CNTHPIRQ, CNTVIRQ.
 */
#ifndef BCM_INTERRUPT_H
#define BCM_INTERRUPT_H

#include <stdint.h>

#include <kernel/driver.h>
#include <kernel/interrupt.h>

/* A board gives the first three, the driver sets the rest. */
struct bcm_interrupt {
	struct device_driver driver;
	uint64_t phys_base;
	uint64_t phys_local; /* the peripherals of the cores */

	struct interrupt_controller controller;
	uintptr_t base; /* the registers, mapped */
	uintptr_t local;
};

#define BCM_INTERRUPT_DRIVER(driver_name) \
	{ \
		.name = (driver_name), .init = bcm_interrupt_init, \
		.post_init = bcm_interrupt_post_init, \
	}

void bcm_interrupt_init(struct device_driver *driver);
void bcm_interrupt_post_init(struct device_driver *driver);

/*
 * Disables all that the firmware may have left enabled, at intc->base and
 * intc->local. From bcm_interrupt_init, and from tests that play the device.
 */
void bcm_interrupt_set_up(struct bcm_interrupt *intc);

#endif
