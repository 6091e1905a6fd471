/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The Raspberry Pi 3's address map, for C, assembly and the linker script: so
 * plain numbers without suffixes.
 *
 * Physical memory, from "BCM2837 ARM Peripherals", "ARM physical addresses"
 * (0x7e000000 on the bus is 0x3f000000), and from the firmware's habits:
 *
 *	0x00000000  the firmware's stub, in which cores 1 to 3 spin: not ours
 *	0x00010000  stack of the boot core, growing down from the image
 *	0x00080000  kernel image, where the firmware loads and enters kernel8.img
 *	   ...      free
 *	0x3f000000  peripherals
 *	0x40000000  peripherals of the cores (timers, mailboxes)
 *	0x40040000  end of what exists
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
#define PHYS_SPACE_END 0x40040000

/* "Address map", and the chapters of the devices. */
#define PHYS_INTERRUPT_BASE 0x3f00b200
#define PHYS_GPIO_BASE      0x3f200000
#define PHYS_UART_BASE      0x3f201000
#define PHYS_LOCAL_BASE     0x40000000

/* "ARM peripherals interrupts table" */
#define UART_IRQ 57

/* Behind the GPU's 72: the core's second timer, CNTPNSIRQ; see bcm_interrupt.h. */
#define TIMER_IRQ 73

/* The firmware's default clock of the UART (init_uart_clock), and our rate. */
#define UART_CLOCK_HZ 48000000
#define UART_BAUD     921600

#endif
