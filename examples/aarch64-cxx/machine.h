/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef MACHINE_H
#define MACHINE_H

/* x29; clang and gcc keep a record in leaves too, if told to. */
#define MACHINE_LAYOUT  KSYM_WALK_AARCH64
#define MACHINE_FRAME() ((uintptr_t)__builtin_frame_address(0))

/* No device of QEMU's "virt" is there. */
#define MACHINE_NOWHERE 0x0f000000

#endif
