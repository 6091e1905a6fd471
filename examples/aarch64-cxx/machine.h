/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef MACHINE_H
#define MACHINE_H

/* x29; leaf functions have a frame record with -mno-omit-leaf-frame-pointer. */
#define MACHINE_LAYOUT  KSYM_WALK_AARCH64
#define MACHINE_FRAME() ((uintptr_t)__builtin_frame_address(0))

/* QEMU's "virt" has no device there. */
#define MACHINE_NOWHERE 0x0f000000

#endif
