/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Access to device registers: one load or store of the register's size each, as
 * devices need it.
 */
#ifndef KERNEL_MMIO_H
#define KERNEL_MMIO_H

#include <stdint.h>

static inline void mmio_write32(uintptr_t addr, uint32_t value)
{
	*(volatile uint32_t *)addr = value;
}

static inline uint32_t mmio_read32(uintptr_t addr)
{
	return *(const volatile uint32_t *)addr;
}

#endif
