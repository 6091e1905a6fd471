/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/lock.h>

#include <kernel/cpu.h>
#include <kernel/panic.h>
#include <kernel/state.h>

/* How many locks are held. While any is, IRQs are masked. */
static unsigned int held;

void irq_lock_acquire(struct irq_lock *lock)
{
	const uint64_t interrupts = arch_interrupts_save_and_mask();

	if (lock->place != 0) {
		panic("lock %s: taken while it is held", lock->name);
	}
	lock->interrupts = interrupts;
	lock->place = ++held;
}

void irq_lock_release(struct irq_lock *lock)
{
	if (lock->place == 0 || lock->place != held) {
		panic("lock %s: released, but not the last that was taken",
			lock->name);
	}
	lock->place = 0;
	held--;
	arch_interrupts_restore(lock->interrupts);
}

void init_lock_write(const struct init_lock *lock)
{
	if (!state_is_init()) {
		panic("%s: written after the init state", lock->name);
	}
	if (!arch_interrupts_masked()) {
		panic("%s: written with IRQs unmasked", lock->name);
	}
}
