/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The Raspberry Pi 4's address map, for C, assembly and the linker script: so
 * plain numbers without suffixes.
 *
 * Physical memory, from "BCM2711 ARM Peripherals", "Address map", in the "low
 * peripheral" mode that the firmware sets (0x7e000000 on the bus is
 *0xfe000000), and from the firmware's habits:
 *
 *	0x00000000  the firmware's stub, in which cores 1 to 3 spin: not ours
 *	0x00010000  stack of the boot core, growing down from the image
 *	0x00080000  kernel image, where the firmware loads and enters
 *kernel8.img
 *	   ...      free
 *	0x3b400000  the graphics processor's share (gpu_mem=76), then, on boards
 *	            with more than 1 GiB, memory that this kernel leaves alone
 *	0xfe000000  peripherals
 *	0xff800000  peripherals of the cores, GIC-400
 *	0x100000000 end of what the kernel uses
 */
#ifndef MEMORY_MAP_H
#define MEMORY_MAP_H

/* Affinity (MPIDR_EL1.Aff2 to Aff0) of the core that boots. */
#define BOOT_CORE_ID 0

/* Page 0 stays with the firmware: its secondary cores execute from there. */
#define PHYS_STACK_START 0x00010000
#define PHYS_STACK_END   0x00080000

#define PHYS_LOAD_ADDR 0x00080000

/* The image, its bss included, must end before this. */
#define PHYS_DRAM_END  0x3b400000
#define PHYS_SPACE_END 0x100000000

/* "Address map", and the chapters of the devices; board.c holds them to that. */
#define PHYS_GPIO_BASE 0xfe200000
#define PHYS_UART_BASE 0xfe201000
#define PHYS_GICD_BASE 0xff841000
#define PHYS_GICC_BASE 0xff842000

/* "VideoCore interrupts" */
#define UART_IRQ 153

/* GIC-400, "PPI": the core's Non-secure physical timer. */
#define TIMER_IRQ 30

/* The firmware's default clock of the UART (init_uart_clock), and our rate. */
#define UART_CLOCK_HZ 48000000
#define UART_BAUD     921600

#endif
