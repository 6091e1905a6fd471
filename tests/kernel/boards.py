# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the boards' manuals and firmware say, apart from the kernel's own memory_map.h."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Board:
    load: int  # physical address of the image
    stack: int  # and of the stack, up to the image
    reserved: int  # a page that the firmware's code keeps


BOARDS = {
    "rpi3": Board(load=0x80000, stack=0x10000, reserved=0),
    "rpi4": Board(load=0x80000, stack=0x10000, reserved=0),
    "qemu_virt": Board(load=0x4008_0000, stack=0x4001_0000, reserved=0x4000_0000),
}

# The folders of the kernels that every test is run on, and their board.
FOLDERS = {"rpi3": "rpi3", "rpi3-flat": "rpi3", "qemu_virt": "qemu_virt"}
