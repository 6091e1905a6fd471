/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "generic_timer.h"

#include <stddef.h>

#include <kernel/interrupt.h>
#include <kernel/panic.h>
#include <kernel/time.h>

#include <arch/sysreg.h>

/* CNTP_CTL_EL0: enabled, and its interrupt is not masked. */
#define CTL_ENABLE (1 << 0)

_Static_assert(offsetof(struct generic_timer, driver) == 0, "from_driver");

static struct generic_timer *from_driver(struct device_driver *driver)
{
	return (struct generic_timer *)(void *)driver;
}

/* The interrupt ends with the isb: the timer no longer asks for it. */
static void set_next(const struct generic_timer *timer)
{
	sysreg_write(CNTP_CVAL_EL0, timer->next);
	isb();
}

/*
 * Periods that passed with IRQs masked count without an interrupt each. An
 * interrupt that was on its way while the timer was set again does not count.
 */
static void handle_tick(void *context)
{
	struct generic_timer *const timer = context;
	const uint64_t now = arch_counter();
	uint64_t periods;

	if (now < timer->next) {
		return;
	}
	periods = 1 + (now - timer->next) / timer->period;
	timer->next += periods * timer->period;
	set_next(timer);
	time_tick(periods);
}

void generic_timer_init(struct device_driver *driver)
{
	struct generic_timer *const timer = from_driver(driver);

	timer->period =
		time_ns_to_ticks(timer->period_ns, arch_counter_frequency());
	if (timer->period <= 1) {
		panic("%s: CNTFRQ_EL0 is %u Hz: the firmware is to set it",
			driver->name, arch_counter_frequency());
	}
	sysreg_write(CNTP_CTL_EL0, 0);
	isb();
}

void generic_timer_register_irq(struct device_driver *driver)
{
	struct generic_timer *const timer = from_driver(driver);
	const struct interrupt_handler handler = {
		.name = driver->name,
		.handle = handle_tick,
		.context = timer,
	};

	interrupt_register(timer->irq, handler);
	interrupt_enable(timer->irq);
	timer->next = arch_counter() + timer->period;
	set_next(timer);
	sysreg_write(CNTP_CTL_EL0, CTL_ENABLE);
	isb();
}
