/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "support/board.h"

/* "BCM2836 ARM-local peripherals": behind the last register, 0x400000fc. */
uint64_t board_bad_device(void)
{
	return 0x40020000;
}
