/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/board.h>
#include <kernel/time.h>

#include "drivers/bcm_gpio.h"
#include "drivers/generic_timer.h"
#include "drivers/gicv2.h"
#include "drivers/pl011.h"
#include "memory_map.h"

/*
 * The map held against its sources, since no machine here can try it.
 *
 * "BCM2711 ARM Peripherals", "Address map": in the low peripheral mode the bus
 * addresses from 0x7c000000 on are seen from 0xfc000000 on, and those of the
 * cores, with the GIC, from 0xff800000 on.
 */
#define PHYS_OF_BUS(address) ((address)-0x7c000000 + 0xfc000000)
#define PHYS_ARM_LOCAL       0xff800000

/* ibid., "GPIO", and "UART", whose base addresses are those on the bus. */
_Static_assert(PHYS_GPIO_BASE == PHYS_OF_BUS(0x7e200000), "GPIO");
_Static_assert(PHYS_UART_BASE == PHYS_OF_BUS(0x7e201000), "UART0");

/*
 * ibid., "Interrupts": the GIC-400 stands 256 KiB into the cores' peripherals.
 * "CoreLink GIC-400 Technical Reference Manual", DDI 0471, "Functional
 * description", lays out what is in it: 4 KiB distributor, 8 KiB CPU interface.
 */
_Static_assert(PHYS_GICD_BASE == PHYS_ARM_LOCAL + 0x40000 + 0x1000, "GICD");
_Static_assert(PHYS_GICC_BASE == PHYS_GICD_BASE + 0x1000, "GICC");

/*
 * ibid., "Interrupts": the VideoCore's interrupts are INTID 96 on, of which 57
 * is the UARTs'. A device tree counts shared interrupts from 32, and says 121.
 */
_Static_assert(UART_IRQ == 96 + 57 && UART_IRQ == 32 + 121, "the UART's IRQ");
_Static_assert(UART_IRQ < KERNEL_IRQ_MAX, "the kernel handles it");

/* The firmware enters a 64-bit image at 0x80000; the smallest board has 1 GiB. */
_Static_assert(PHYS_LOAD_ADDR == 0x80000, "the image");
_Static_assert(PHYS_STACK_END == PHYS_LOAD_ADDR, "the stack, right below it");
_Static_assert(PHYS_DRAM_END == 0x40000000 - (76 << 20), "less gpu_mem=76");
_Static_assert(PHYS_GICC_BASE < PHYS_SPACE_END, "what can be mapped");

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
	.chip = BCM2711_GPIO,
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
	return "Raspberry Pi 4";
}

void board_register_drivers(void)
{
	driver_register(&uart.driver);
	driver_register(&gpio.driver);
	driver_register(&interrupt_controller.driver);
	driver_register(&timer.driver);
}
