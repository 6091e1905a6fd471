# SPDX-License-Identifier: MIT OR Apache-2.0
BOARD_CPU  := cortex-a53
BOARD_QEMU := qemu-system-aarch64 -M raspi3b
