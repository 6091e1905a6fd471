/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "drivers/bcm_interrupt.h"

#include <stddef.h>

#include "support/kernel_test.h"

/*
 * The controller's registers as plain memory, by word: "BCM2837 ARM
 * Peripherals", "Registers overview".
 */
enum {
	BASIC_PENDING = 0,
	PENDING_1,
	PENDING_2,
	FIQ_CONTROL,
	ENABLE_1,
	ENABLE_2,
	ENABLE_BASIC,
	DISABLE_1,
	DISABLE_2,
	DISABLE_BASIC,
	COUNT
};

/* Of each bank the first and the last, which no other unit test takes. */
static const unsigned int irqs[] = { 0, 31, 32, 63, 64, 71, 72, 75 };

#define IRQS (sizeof(irqs) / sizeof(irqs[0]))

static uint32_t registers[COUNT];

/* "BCM2836 ARM-local peripherals", by word. */
#define CORE0_TIMERS_CONTROL   (0x40 / 4)
#define CORE0_INTERRUPT_SOURCE (0x60 / 4)

static uint32_t local[0x100 / 4];

static struct bcm_interrupt make_controller(void)
{
	struct bcm_interrupt intc = {
		.driver = BCM_INTERRUPT_DRIVER("test"),
		.base = (uintptr_t)registers,
		.local = (uintptr_t)local,
	};

	for (size_t i = 0; i < COUNT; i++) {
		registers[i] = 0;
	}
	registers[FIQ_CONTROL] = 0x80 | 57;
	local[CORE0_TIMERS_CONTROL] = 0xff;
	local[CORE0_INTERRUPT_SOURCE] = 0;
	bcm_interrupt_set_up(&intc);
	return intc;
}

KERNEL_TEST(bcm_interrupt_starts_with_all_disabled)
{
	const struct bcm_interrupt intc = make_controller();

	kernel_assert(intc.controller.irq_count == 76);
	kernel_assert(local[CORE0_TIMERS_CONTROL] == 0);
	kernel_assert(registers[FIQ_CONTROL] == 0);
	kernel_assert(registers[DISABLE_1] == 0xffffffff);
	kernel_assert(registers[DISABLE_2] == 0xffffffff);
	kernel_assert(registers[DISABLE_BASIC] == 0xff);
	kernel_assert(registers[ENABLE_1] == 0 && registers[ENABLE_2] == 0 &&
		      registers[ENABLE_BASIC] == 0);
}

KERNEL_TEST(bcm_interrupt_enables_one)
{
	static const struct {
		unsigned int irq;
		uint32_t enable[3];
	} cases[] = {
		{ 0, { 1, 0, 0 } },
		{ 31, { 0x80000000, 0, 0 } },
		{ 32, { 0, 1, 0 } },
		{ 57, { 0, 0x02000000, 0 } },
		{ 63, { 0, 0x80000000, 0 } },
		{ 64, { 0, 0, 1 } },
		{ 71, { 0, 0, 0x80 } },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct bcm_interrupt intc = make_controller();

		intc.controller.enable(&intc.controller, cases[i].irq);
		kernel_assert(registers[ENABLE_1] == cases[i].enable[0]);
		kernel_assert(registers[ENABLE_2] == cases[i].enable[1]);
		kernel_assert(registers[ENABLE_BASIC] == cases[i].enable[2]);
	}
}

KERNEL_TEST(bcm_interrupt_enables_timers_beside_each_other)
{
	struct bcm_interrupt intc = make_controller();

	intc.controller.enable(&intc.controller, 73);
	kernel_assert(local[CORE0_TIMERS_CONTROL] == 2);
	intc.controller.enable(&intc.controller, 75);
	kernel_assert(local[CORE0_TIMERS_CONTROL] == 0xa);
	kernel_assert(registers[ENABLE_1] == 0 && registers[ENABLE_2] == 0 &&
		      registers[ENABLE_BASIC] == 0);
}

static void count(void *context)
{
	(*(unsigned int *)context)++;
}

static void expect_calls(const unsigned int *calls, unsigned int first,
	unsigned int last, unsigned int expected)
{
	for (unsigned int i = first; i <= last; i++) {
		kernel_assert(calls[i] == expected);
	}
}

/* The registers are memory, so what is pending stays so: once a pass all the
 * same. */
KERNEL_TEST(bcm_interrupt_handles_each_pending_once)
{
	static unsigned int calls[IRQS];
	struct bcm_interrupt intc = make_controller();

	for (size_t i = 0; i < IRQS; i++) {
		interrupt_register(irqs[i], (struct interrupt_handler){
						    .name = "counter",
						    .handle = count,
						    .context = &calls[i],
					    });
	}
	intc.controller.handle_pending(&intc.controller);
	expect_calls(calls, 0, 7, 0);

	registers[PENDING_1] = 0x80000001;
	intc.controller.handle_pending(&intc.controller);
	expect_calls(calls, 0, 1, 1);
	expect_calls(calls, 2, 7, 0);

	/* Bits 8 to 20 of the basic register repeat what the others say. */
	registers[PENDING_1] = 0;
	registers[PENDING_2] = 0x80000001;
	registers[BASIC_PENDING] = 0x1fff00 | 0x81;
	intc.controller.handle_pending(&intc.controller);
	expect_calls(calls, 0, 5, 1);
	expect_calls(calls, 6, 7, 0);

	/* Bits 4 to 11 are mailboxes, the GPU and what else there is. */
	registers[PENDING_2] = 0;
	registers[BASIC_PENDING] = 0;
	local[CORE0_INTERRUPT_SOURCE] = 0xff0 | 9;
	intc.controller.handle_pending(&intc.controller);
	expect_calls(calls, 0, 7, 1);
}
