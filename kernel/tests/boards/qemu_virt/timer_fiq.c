/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdint.h>

#include <kernel/memory.h>
#include <kernel/mmio.h>

#include <memory_map.h>

#include "support/board.h"

/* GICv2 (IHI 0048), "Programmers' Model"; interrupts are in group 0 at reset. */
#define GICD_CTLR       0x000
#define GICD_ISENABLER0 0x100
#define GICC_CTLR       0x000
#define GICC_PMR        0x004

#define CTLR_ENABLE_GRP0 (1 << 0)
#define GICC_CTLR_FIQEN  (1 << 3) /* group 0 signals FIQ instead of IRQ */

#define REGISTERS_SIZE 0x1000

#define PMR_ALL   0xff
#define TIMER_IRQ 30

void board_route_timer_to_fiq(void)
{
	const uintptr_t distributor =
		memory_map_device("GICD", PHYS_GICD_BASE, REGISTERS_SIZE);
	const uintptr_t cpu_interface =
		memory_map_device("GICC", PHYS_GICC_BASE, REGISTERS_SIZE);

	mmio_write32(distributor + GICD_CTLR, CTLR_ENABLE_GRP0);
	mmio_write32(distributor + GICD_ISENABLER0, 1 << TIMER_IRQ);
	mmio_write32(cpu_interface + GICC_PMR, PMR_ALL);
	mmio_write32(
		cpu_interface + GICC_CTLR, CTLR_ENABLE_GRP0 | GICC_CTLR_FIQEN);
}
