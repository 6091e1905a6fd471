# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the boards' manuals and firmware say, apart from the kernel's own memory_map.h."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Board:
    load: int  # physical address of the image
    stack: int  # and of the stack, up to the image
    reserved: int  # a page that the firmware's code keeps
    devices: dict  # expressions for gdb and their values


# "BCM2837 ARM Peripherals"
RPI3_DEVICES = {
    "uart.phys_base": 0x3F20_1000,
    "uart.irq": 57,
    "gpio.phys_base": 0x3F20_0000,
    "interrupt_controller.phys_base": 0x3F00_B200,
    # "BCM2836 ARM-local peripherals"; bit 1 is CNTPNSIRQ, behind the 72 of the GPU
    "interrupt_controller.phys_local": 0x4000_0000,
    "timer.irq": 72 + 1,
}
# Linux's device tree: bcm2711.dtsi and bcm283x.dtsi, 0x7e000000 being 0xfe000000
RPI4_DEVICES = {
    "uart.phys_base": 0xFE20_1000,
    "uart.irq": 32 + 121,
    "gpio.phys_base": 0xFE20_0000,
    "interrupt_controller.phys_distributor": 0xFF84_1000,
    "interrupt_controller.phys_cpu_interface": 0xFF84_2000,
    "timer.irq": 16 + 14,
}
# QEMU's monitor, "info mtree", and its device tree
QEMU_VIRT_DEVICES = {
    "uart.phys_base": 0x0900_0000,
    "uart.irq": 32 + 1,
    "interrupt_controller.phys_distributor": 0x0800_0000,
    "interrupt_controller.phys_cpu_interface": 0x0801_0000,
    "timer.irq": 16 + 14,
}

BOARDS = {
    "rpi3": Board(0x80000, 0x10000, 0, RPI3_DEVICES),
    "rpi4": Board(0x80000, 0x10000, 0, RPI4_DEVICES),
    "qemu_virt": Board(0x4008_0000, 0x4001_0000, 0x4000_0000, QEMU_VIRT_DEVICES),
}

# The folders of the kernels that every test is run on, and their board.
FOLDERS = {"rpi3": "rpi3", "rpi3-flat": "rpi3", "qemu_virt": "qemu_virt"}
