/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Access to device registers: one load or store of the register's size each, as
 * devices need it.
 */
#ifndef KERNEL_MMIO_H
#define KERNEL_MMIO_H

#include <stdint.h>

#include <arch/sysreg.h>

static inline void mmio_write32(uintptr_t addr, uint32_t value)
{
	*(volatile uint32_t *)addr = value;
}

static inline uint32_t mmio_read32(uintptr_t addr)
{
	return *(const volatile uint32_t *)addr;
}

/*
 * Between accesses to different devices: what was read and written before has
 * completed. "BCM2835 ARM Peripherals", 1.3, demands it, for data of different
 * peripherals may come out of order; accesses to one device need none. The
 * kernel calls this before and after each call into a driver, wherever it calls
 * one by its struct, so that drivers, and what they interrupt, need not. Costs
 * at most what the last access takes. From any context.
 */
static inline void mmio_switch_device(void)
{
	dsb(sy);
}

#endif
