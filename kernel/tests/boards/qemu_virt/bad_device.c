/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "support/board.h"

/* QEMU 7.2, base_memmap in hw/arm/virt.c: below the platform bus. */
uint64_t board_bad_device(void)
{
	return 0x0b000000;
}
