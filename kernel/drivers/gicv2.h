/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The GICv2: "ARM Generic Interrupt Controller Architecture Specification",
 * version 2.0, IHI 0048. Numbers are its INTIDs: 0 to 15 are sent by cores, 16
 * to 31 come from devices of the core, the rest from those that all share.
 *
 * It works in either security state, in all interrupts of which the kernel
 * owns: the enables of group 1 look to Non-secure code as those of group 0 look
 * to a GIC without Security Extensions.
 */
#ifndef GICV2_H
#define GICV2_H

#include <stdint.h>

#include <kernel/driver.h>
#include <kernel/interrupt.h>

/* A board gives the first three, the driver sets the rest. */
struct gicv2 {
	struct device_driver driver;
	uint64_t phys_distributor;
	uint64_t phys_cpu_interface;

	struct interrupt_controller controller;
	uintptr_t distributor; /* the registers, mapped */
	uintptr_t cpu_interface;
};

#define GICV2_DRIVER(driver_name) \
	{ \
		.name = (driver_name), .init = gicv2_init, \
		.post_init = gicv2_post_init, \
	}

void gicv2_init(struct device_driver *driver);
void gicv2_post_init(struct device_driver *driver);

/*
 * Sets up the GIC at gic->distributor and gic->cpu_interface: all interrupts
 * disabled and forgotten, of one priority, and those that are shared sent to the
 * core that calls this. From gicv2_init, and from tests that play the device.
 */
void gicv2_set_up(struct gicv2 *gic);

#endif
