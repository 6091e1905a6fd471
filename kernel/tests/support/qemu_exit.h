/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Leaving QEMU with a status, by semihosting: test kernels only. */
#ifndef QEMU_EXIT_H
#define QEMU_EXIT_H

_Noreturn void qemu_exit_success(void);
_Noreturn void qemu_exit_failure(void);

#endif
