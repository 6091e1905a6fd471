/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdint.h>

#include <kernel/memory.h>
#include <kernel/mmio.h>

#include "support/board.h"

/* "BCM2836 ARM-local peripherals", "Core timers interrupts", of core 0. */
#define PHYS_CORE_LOCAL      0x40000000
#define CORE_LOCAL_SIZE      0x100
#define CORE0_TIMER_CONTROL  0x40
#define CNTPNSIRQ_FIQ_ENABLE (1 << 5)

void board_route_timer_to_fiq(void)
{
	const uintptr_t local = memory_map_device(
		"BCM2836 local", PHYS_CORE_LOCAL, CORE_LOCAL_SIZE);

	mmio_write32(local + CORE0_TIMER_CONTROL, CNTPNSIRQ_FIQ_ENABLE);
}
