/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What tests need of a board, and the kernel does not; each in tests/boards/. */
#ifndef TEST_BOARD_H
#define TEST_BOARD_H

#include <stdint.h>

/* A physical address at which the board has no device. */
uint64_t board_bad_device(void);

/* Sends each core but the one that booted to the kernel's entry. */
void board_release_cores(void);

/* Has the boot core's physical timer, INTID 30 of a GIC, signal an FIQ. */
void board_route_timer_to_fiq(void);

#endif
