/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "uart_interrupt.h"

#include <stdint.h>

#include <kernel/memory.h>
#include <kernel/mmio.h>

#include <memory_map.h>

/* DDI 0183, "Register summary". */
#define SIZE  0x1000
#define FR    0x18
#define IMSC  0x38
#define RXFE  (1 << 4)
#define RX_RT (1 << 4 | 1 << 6)

static uintptr_t registers(void)
{
	static uintptr_t base;

	if (base == 0) {
		base = memory_map_device(
			"UART of the test", PHYS_UART_BASE, SIZE);
	}
	return base;
}

void uart_interrupt_on(void)
{
	mmio_write32(registers() + IMSC, RX_RT);
}

void uart_wait_received(void)
{
	while ((mmio_read32(registers() + FR) & RXFE) != 0) {
	}
}
