/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef MACHINE_H
#define MACHINE_H

#define MACHINE_LAYOUT  KSYM_WALK_X86_64
#define MACHINE_FRAME() ((uintptr_t)__builtin_frame_address(0))

/* start.S maps the first GiB. */
#define MACHINE_NOWHERE 0x40000000

#endif
