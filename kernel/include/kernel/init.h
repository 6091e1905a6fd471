/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KERNEL_INIT_H
#define KERNEL_INIT_H

/*
 * Where the boot code enters C, at its virtual address: EL1, MMU and caches on,
 * all interrupts masked, one core. Each kernel, the test kernels too, has its
 * own.
 */
_Noreturn void kernel_init(void);

#endif
