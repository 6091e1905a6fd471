/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef MACHINE_H
#define MACHINE_H

/* r15, which __builtin_frame_address does not give: that is the caller's. */
#define MACHINE_LAYOUT KSYM_WALK_S390X
#define MACHINE_FRAME() \
	__extension__({ \
		uintptr_t r15_; \
		__asm__ volatile("lgr %0, %%r15" : "=r"(r15_)); \
		r15_; \
	})

/* Behind the memory that QEMU gives a machine by default, 128 MiB. */
#define MACHINE_NOWHERE 0x40000000

#endif
