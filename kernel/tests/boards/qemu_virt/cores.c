/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdint.h>

#include <kernel/panic.h>

#include <memory_map.h>

#include "support/board.h"

/* "Arm Power State Coordination Interface" (DEN 0022), "CPU_ON", SMC64. */
#define PSCI_CPU_ON  0xc4000003
#define PSCI_SUCCESS 0

#define CORES 4

/* With EL2 given to the kernel, QEMU takes PSCI calls by SMC: hw/arm/virt.c. */
static int32_t psci_cpu_on(uint64_t core, uint64_t phys_entry)
{
	register uint64_t x0 __asm__("x0") = PSCI_CPU_ON;
	register uint64_t x1 __asm__("x1") = core;
	register uint64_t x2 __asm__("x2") = phys_entry;
	register uint64_t x3 __asm__("x3") = 0;

	__asm__ volatile("smc #0"
			 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
			 :
			 : "memory");
	return (int32_t)x0;
}

void board_release_cores(void)
{
	for (uint64_t core = 1; core < CORES; core++) {
		kernel_assert(
			psci_cpu_on(core, PHYS_LOAD_ADDR) == PSCI_SUCCESS);
	}
}
