/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef MACHINE_H
#define MACHINE_H

/* r7, with clang; gcc makes no frame records in Thumb code. */
#define MACHINE_LAYOUT  KSYM_WALK_ARM
#define MACHINE_FRAME() ((uintptr_t)__builtin_frame_address(0))

/* Reserved in the memory map of the board (Arm DAI 0385, "Memory map"). */
#define MACHINE_NOWHERE 0x50000000

#endif
