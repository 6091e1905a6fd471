/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/board.h>
#include <kernel/time.h>

#include "drivers/generic_timer.h"
#include "drivers/gicv2.h"
#include "drivers/pl011.h"
#include "memory_map.h"

static struct pl011 uart = {
	.driver = PL011_DRIVER("PL011 UART"),
	.phys_base = PHYS_UART_BASE,
	.clock_hz = UART_CLOCK_HZ,
	.baud = UART_BAUD,
	.irq = UART_IRQ,
};

static struct gicv2 interrupt_controller = {
	.driver = GICV2_DRIVER("GICv2"),
	.phys_distributor = PHYS_GICD_BASE,
	.phys_cpu_interface = PHYS_GICC_BASE,
};

static struct generic_timer timer = {
	.driver = GENERIC_TIMER_DRIVER("Generic timer"),
	.irq = TIMER_IRQ,
	.period_ns = 10 * NS_PER_MS,
};

const char *board_name(void)
{
	return "QEMU virt";
}

void board_register_drivers(void)
{
	driver_register(&uart.driver);
	driver_register(&interrupt_controller.driver);
	driver_register(&timer.driver);
}
