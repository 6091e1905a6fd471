/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/board.h>

#include <kernel/console.h>
#include <kernel/log.h>
#include <kernel/memory.h>

#include "drivers/pl011.h"
#include "memory_map.h"

static struct pl011 uart;

const char *board_name(void)
{
	return "Raspberry Pi 4";
}

void board_init(void)
{
	pl011_init(&uart, "BCM PL011 UART",
		memory_map_device(PHYS_UART_BASE, UART_SIZE), UART_CLOCK_HZ,
		UART_BAUD);
	console_register(&uart.console);
}

void board_print_drivers(void)
{
	info("      1. %s", uart.console.name);
}
