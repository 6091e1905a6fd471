/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "bcm_interrupt.h"

#include <stddef.h>

#include <kernel/memory.h>
#include <kernel/mmio.h>

/* From "Registers overview" on, relative to its first register, at 0xb200. */
#define FIQ_CONTROL    0x0c
#define REGISTERS_SIZE 0x28

/* "BCM2836 ARM-local peripherals", of core 0: its timers' bits are the same. */
#define CORE0_TIMERS_CONTROL   0x40
#define CORE0_INTERRUPT_SOURCE 0x60
#define LOCAL_SIZE             0x100
#define TIMERS                 4
#define TIMERS_MASK            ((UINT32_C(1) << TIMERS) - 1)

#define IRQS_PER_BANK 32

/* Numbers in the order of the banks, 32 to a bank. */
static const struct bank {
	uint8_t pending;
	uint8_t enable;
	uint8_t disable;
	uint32_t valid; /* basic pending: the rest repeats the other banks */
} banks[] = {
	{ 0x04, 0x10, 0x1c, UINT32_MAX },
	{ 0x08, 0x14, 0x20, UINT32_MAX },
	{ 0x00, 0x18, 0x24, 0xff },
};

#define BANKS       (sizeof(banks) / sizeof(banks[0]))
#define TIMER_FIRST (2 * IRQS_PER_BANK + 8)
#define IRQ_COUNT   (TIMER_FIRST + TIMERS)

_Static_assert(offsetof(struct bcm_interrupt, driver) == 0, "from_driver");

static struct bcm_interrupt *from_driver(struct device_driver *driver)
{
	return (struct bcm_interrupt *)(void *)driver;
}

static struct bcm_interrupt *from_controller(struct interrupt_controller *ic)
{
	return (struct bcm_interrupt *)(void *)((char *)ic -
						offsetof(struct bcm_interrupt,
							controller));
}

/* The caller masks IRQs: one register is for all of the timers. */
static void enable_timer(const struct bcm_interrupt *intc, unsigned int timer)
{
	const uintptr_t control = intc->local + CORE0_TIMERS_CONTROL;

	mmio_write32(control, mmio_read32(control) | UINT32_C(1) << timer);
}

/* A 0 written to a bank changes nothing. */
static void enable(struct interrupt_controller *ic, unsigned int irq)
{
	const struct bcm_interrupt *const intc = from_controller(ic);

	if (irq >= TIMER_FIRST) {
		enable_timer(intc, irq - TIMER_FIRST);
		return;
	}
	mmio_write32(intc->base + banks[irq / IRQS_PER_BANK].enable,
		UINT32_C(1) << (irq % IRQS_PER_BANK));
}

static void dispatch_all(unsigned int first, uint32_t pending)
{
	for (; pending != 0; pending &= pending - 1) {
		interrupt_dispatch(
			first + (unsigned int)__builtin_ctz(pending));
	}
}

/* Handles each source once. One that stays pending interrupts again. */
static void handle_pending(struct interrupt_controller *ic)
{
	const struct bcm_interrupt *const intc = from_controller(ic);

	dispatch_all(
		TIMER_FIRST, mmio_read32(intc->local + CORE0_INTERRUPT_SOURCE) &
				     TIMERS_MASK);
	mmio_switch_device();
	for (unsigned int i = 0; i < BANKS; i++) {
		dispatch_all(i * IRQS_PER_BANK,
			mmio_read32(intc->base + banks[i].pending) &
				banks[i].valid);
	}
}

void bcm_interrupt_set_up(struct bcm_interrupt *intc)
{
	intc->controller = (struct interrupt_controller){
		.name = intc->driver.name,
		.irq_count = IRQ_COUNT,
		.enable = enable,
		.handle_pending = handle_pending,
	};
	mmio_write32(intc->base + FIQ_CONTROL, 0);
	for (unsigned int i = 0; i < BANKS; i++) {
		mmio_write32(intc->base + banks[i].disable, banks[i].valid);
	}
	mmio_switch_device();
	mmio_write32(intc->local + CORE0_TIMERS_CONTROL, 0);
}

void bcm_interrupt_init(struct device_driver *driver)
{
	struct bcm_interrupt *const intc = from_driver(driver);

	intc->base = memory_map_device(
		driver->name, intc->phys_base, REGISTERS_SIZE);
	intc->local = memory_map_device(
		"BCM local peripherals", intc->phys_local, LOCAL_SIZE);
	bcm_interrupt_set_up(intc);
}

void bcm_interrupt_post_init(struct device_driver *driver)
{
	interrupt_controller_register(&from_driver(driver)->controller);
}
