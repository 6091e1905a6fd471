/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KERNEL_EXCEPTION_H
#define KERNEL_EXCEPTION_H

/* Makes exceptions reach their handlers. What kernel_init does first. */
void exception_init(void);

#endif
