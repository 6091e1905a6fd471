/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/board.h>
#include <kernel/time.h>

#include "drivers/bcm_gpio.h"
#include "drivers/bcm_interrupt.h"
#include "drivers/generic_timer.h"
#include "drivers/pl011.h"
#include "memory_map.h"

static struct pl011 uart = {
	.driver = PL011_DRIVER("BCM PL011 UART"),
	.phys_base = PHYS_UART_BASE,
	.clock_hz = UART_CLOCK_HZ,
	.baud = UART_BAUD,
	.irq = UART_IRQ,
};

static struct bcm_gpio gpio = {
	.driver = BCM_GPIO_DRIVER("BCM GPIO"),
	.phys_base = PHYS_GPIO_BASE,
	.chip = BCM2837_GPIO,
};

static struct bcm_interrupt interrupt_controller = {
	.driver = BCM_INTERRUPT_DRIVER("BCM Interrupt Controller"),
	.phys_base = PHYS_INTERRUPT_BASE,
	.phys_local = PHYS_LOCAL_BASE,
};

static struct generic_timer timer = {
	.driver = GENERIC_TIMER_DRIVER("Generic timer"),
	.irq = TIMER_IRQ,
	.period_ns = 10 * NS_PER_MS,
};

const char *board_name(void)
{
	return "Raspberry Pi 3";
}

void board_register_drivers(void)
{
	driver_register(&uart.driver);
	driver_register(&gpio.driver);
	driver_register(&interrupt_controller.driver);
	driver_register(&timer.driver);
}
