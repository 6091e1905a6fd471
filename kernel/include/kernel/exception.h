/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KERNEL_EXCEPTION_H
#define KERNEL_EXCEPTION_H

/* Makes exceptions reach their handlers. What kernel_init does first. */
void exception_init(void);

/*
 * Unmasks SErrors on this core: what firmware and drivers have done wrong until
 * here is reported now. In kernel_init, once there is a console to report on.
 */
void exception_unmask_serror(void);

#endif
