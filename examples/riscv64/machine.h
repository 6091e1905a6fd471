/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef MACHINE_H
#define MACHINE_H

/* s0 points to the frame's end; clang saves ra and s0 in every frame. */
#define MACHINE_LAYOUT  KSYM_WALK_RISCV64
#define MACHINE_FRAME() ((uintptr_t)__builtin_frame_address(0))

/* Nothing is mapped there (QEMU, "virt" machine). */
#define MACHINE_NOWHERE 0x08000000

#endif
