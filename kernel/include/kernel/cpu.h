/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KERNEL_CPU_H
#define KERNEL_CPU_H

/* Sleeps for good, waking only to sleep again. From any context. */
_Noreturn void cpu_wait_forever(void);

/* Masks debug exceptions, SError, IRQ and FIQ on this core. From any context. */
void cpu_mask_interrupts(void);

/* The exception level that the code runs in, "EL1". */
const char *cpu_privilege_level(void);

/* Logs, a line each, which exceptions are masked on this core. */
void cpu_print_interrupt_state(void);

#endif
