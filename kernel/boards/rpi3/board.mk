# SPDX-License-Identifier: MIT OR Apache-2.0
BOARD_CPU  := cortex-a53
BOARD_QEMU := qemu-system-aarch64 -M raspi3b

# "Cortex-A53 MPCore Software Developers Errata Notice", 835769 and 843419.
BOARD_CFLAGS  := -mfix-cortex-a53-835769
BOARD_LDFLAGS := -Wl,--fix-cortex-a53-843419 -Wl,--fix-cortex-a53-835769
