/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdint.h>

#include <kernel/memory.h>
#include <kernel/mmio.h>

#include <arch/sysreg.h>
#include <memory_map.h>

#include "support/board.h"

/* Where the firmware's stub has the cores wait for an address, 8 bytes each. */
#define PHYS_SPIN_TABLE 0xd8
#define CORES           4

void board_release_cores(void)
{
	const uintptr_t table = memory_map_device(
		"Spin table", PHYS_SPIN_TABLE, CORES * sizeof(uint64_t));

	for (uintptr_t core = 1; core < CORES; core++) {
		mmio_write32(table + core * sizeof(uint64_t), PHYS_LOAD_ADDR);
	}
	dsb(sy);
	__asm__ volatile("sev");
}
