/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What every folder under boards/ provides. */
#ifndef KERNEL_BOARD_H
#define KERNEL_BOARD_H

const char *board_name(void);

/*
 * Maps the board's devices and sets them up; the console works from here on.
 * From kernel_init, once.
 */
void board_init(void);

/* Logs the drivers that board_init loaded, a numbered line each. */
void board_print_drivers(void);

#endif
