# SPDX-License-Identifier: MIT OR Apache-2.0
BOARD_CPU  := cortex-a72
BOARD_QEMU := qemu-system-aarch64 -M virt,virtualization=on,gic-version=2 \
	-cpu cortex-a72 -smp 4 -m 128M -nic none
