/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KERNEL_CPU_H
#define KERNEL_CPU_H

#include <stdbool.h>
#include <stdint.h>

/* Sleeps for good, waking only to sleep again. From any context. */
_Noreturn void cpu_wait_forever(void);

/* Sleeps until an interrupt is pending, be it masked or not. */
void cpu_wait_for_interrupt(void);

/* Masks debug exceptions, SError, IRQ and FIQ on this core. From any context. */
void cpu_mask_interrupts(void);

/* The exception level that the code runs in, "EL1". */
const char *cpu_privilege_level(void);

/* The exceptions that are masked. */
struct cpu_masks {
	bool debug;
	bool serror;
	bool irq;
	bool fiq;
};

/* Reads the masks of this core. From any context. */
struct cpu_masks cpu_masked_exceptions(void);

/* Whether IRQs are masked on this core. From any context, as the next two. */
bool arch_interrupts_masked(void);

/*
 * Masks IRQs on this core. Returns what arch_interrupts_restore() takes to make
 * the masks what they were before; such pairs may nest.
 */
uint64_t arch_interrupts_save_and_mask(void);
void arch_interrupts_restore(uint64_t saved);

/* Unmasks IRQs on this core: from here on handlers run. At the end of init. */
void arch_interrupts_unmask(void);

#endif
