/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Sends the other cores to the kernel's entry, as a loader might: they must be
 * parked there and disturb nothing. Whoever runs this looks where they are.
 */
#include <stdint.h>

#include <kernel/cpu.h>
#include <kernel/init.h>
#include <kernel/memory.h>
#include <kernel/mmio.h>
#include <kernel/print.h>
#include <kernel/time.h>

#include <arch/sysreg.h>
#include <memory_map.h>

#include "support/bring_up.h"

/* Where the firmware's stub has the cores wait for an address, 8 bytes each. */
#define PHYS_SPIN_TABLE 0xd8
#define CORES           4

void kernel_init(void)
{
	uintptr_t table;

	bring_up();
	table = memory_map_device(
		"Spin table", PHYS_SPIN_TABLE, CORES * sizeof(uint64_t));
	for (uintptr_t core = 1; core < CORES; core++) {
		mmio_write32(table + core * sizeof(uint64_t), PHYS_LOAD_ADDR);
	}
	dsb(sy);
	__asm__ volatile("sev");

	time_spin_for(100 * NS_PER_MS);
	print("The other cores are released\n");
	cpu_wait_forever();
}
