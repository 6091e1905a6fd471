/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Maps devices until there is no room to record one more. */
#include <stddef.h>
#include <stdint.h>

#include <kernel/init.h>
#include <kernel/memory.h>
#include <kernel/panic.h>

#include <memory_map.h>

#include "support/bring_up.h"
#include "support/qemu_exit.h"

#define ONE_MIB 0x100000

/* The panic is what this test is about. */
void panic_exit(void)
{
	qemu_exit_success();
}

void kernel_init(void)
{
	uintptr_t virt;

	bring_up();
	memory_map_device("Large device", PHYS_SPACE_END - ONE_MIB, ONE_MIB);
	memory_map_device("Neighbour of the UART", PHYS_UART_BASE + 4, 8);
	memory_map_device("Part of the large device", PHYS_SPACE_END - 4, 4);
	memory_print_mappings();

	while (memory_try_map_device("Many", PHYS_UART_BASE, 4, &virt) ==
		NULL) {
	}
	memory_map_device("One too many", PHYS_SPACE_END - 4, 4);
	qemu_exit_failure();
}
