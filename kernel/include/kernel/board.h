/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What every folder under boards/ provides. */
#ifndef KERNEL_BOARD_H
#define KERNEL_BOARD_H

const char *board_name(void);

/* Registers a driver for each of the board's devices. From kernel_init, once. */
void board_register_drivers(void);

#endif
