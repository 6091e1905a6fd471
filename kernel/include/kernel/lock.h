/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Locks of a kernel that runs on one core: what they keep out is interrupts. */
#ifndef KERNEL_LOCK_H
#define KERNEL_LOCK_H

#include <stdint.h>

/*
 * IRQs are masked while it is held. Initialise the name only. Several may be
 * held, each other than the rest, and are released in the reverse order. Not
 * for what a panic uses: one that strikes the holder would find it taken.
 */
struct irq_lock {
	const char *name;
	uint64_t interrupts; /* the state to go back to */
	unsigned int place;  /* 1: taken first of those held, ...; 0: free */
};

/* Masks IRQs. Panics if lock is held. From any context but a panic. */
void irq_lock_acquire(struct irq_lock *lock);

/*
 * Masks or unmasks IRQs as they were before. Panics if lock is not the one that
 * was taken last.
 */
void irq_lock_release(struct irq_lock *lock);

/*
 * Guards what is written while the kernel is in its init state and only read
 * from then on, by whomever: readers need not ask.
 */
struct init_lock {
	const char *name;
};

/*
 * To be called before a write to what lock guards. Panics outside the init
 * state and if IRQs are not masked, as then a handler might read what is half
 * written.
 */
void init_lock_write(const struct init_lock *lock);

#endif
