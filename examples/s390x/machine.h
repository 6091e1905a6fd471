/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef MACHINE_H
#define MACHINE_H

/* r15; __builtin_frame_address would give the caller's. */
#define MACHINE_LAYOUT KSYM_WALK_S390X
#define MACHINE_FRAME() \
	__extension__({ \
		uintptr_t r15_; \
		__asm__ volatile("lgr %0, %%r15" : "=r"(r15_)); \
		r15_; \
	})

/* After the machine's memory, 128 MiB by default in QEMU. */
#define MACHINE_NOWHERE 0x40000000

#endif
