/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The address map of QEMU's machine `virt`, for C, assembly and the linker
 * script: so plain numbers without suffixes. From QEMU 7.2: base_memmap in
 * hw/arm/virt.c, and hw/arm/boot.c for what is put where. A test asks QEMU.
 *
 *	0x08000000  GICv2: distributor, then CPU interface
 *	0x09000000  PL011
 *	0x40000000  QEMU's first instructions, which enter the image
 *	0x40010000  stack of the boot core, growing down from the image
 *	0x40080000  kernel image, where QEMU puts one without an arm64 header
 *	   ...      free
 *	0x44000000  device tree, in the middle of 128 MiB
 *	0x48000000  end of 128 MiB
 */
#ifndef MEMORY_MAP_H
#define MEMORY_MAP_H

/* Affinity (MPIDR_EL1.Aff2 to Aff0) of the core that boots. */
#define BOOT_CORE_ID 0

#define PHYS_STACK_START 0x40010000
#define PHYS_STACK_END   0x40080000

#define PHYS_LOAD_ADDR 0x40080000

/* The image, its bss included, must end before this. */
#define PHYS_DRAM_END  0x44000000
#define PHYS_SPACE_END 0x48000000

#define PHYS_GICD_BASE 0x08000000
#define PHYS_GICC_BASE 0x08010000
#define PHYS_UART_BASE 0x09000000

/* a15irqmap there: SPI 1, and SPIs start at 32 */
#define UART_IRQ 33

/* ARCH_TIMER_NS_EL1_IRQ there: PPI 14, and PPIs start at 16 */
#define TIMER_IRQ 30

/* The clock in the device tree, /apb-pclk, and our rate; QEMU heeds neither. */
#define UART_CLOCK_HZ 24000000
#define UART_BAUD     921600

#endif
