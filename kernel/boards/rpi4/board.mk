# SPDX-License-Identifier: MIT OR Apache-2.0
BOARD_CPU  := cortex-a72
BOARD_QEMU  = $(error BOARD=rpi4 has no machine in QEMU 7.2: docs/boards.md says how to boot it)
