/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "drivers/gicv2.h"

#include <stddef.h>

#include "support/kernel_test.h"

/* The registers as plain memory, by word: IHI 0048, the two register maps. */
enum {
	GICD_CTLR = 0x000 / 4,
	GICD_TYPER = 0x004 / 4,
	GICD_ISENABLER = 0x100 / 4,
	GICD_ICENABLER = 0x180 / 4,
	GICD_ICPENDR = 0x280 / 4,
	GICD_ICACTIVER = 0x380 / 4,
	GICD_IPRIORITYR = 0x400 / 4,
	GICD_ITARGETSR = 0x800 / 4,
	GICD_ICFGR = 0xc00 / 4,
	GICD_COUNT = 0x1000 / 4,
};

enum {
	GICC_CTLR,
	GICC_PMR,
	GICC_BPR,
	GICC_IAR,
	GICC_EOIR,
	GICC_COUNT,
};

/* No device of a board is there, nor another test. */
#define FREE_IRQ 22

#define UNTOUCHED 0xdeadbeef
#define THIS_CORE 0x04 /* as a bit of a target field */

static uint32_t distributor[GICD_COUNT];
static uint32_t cpu_interface[GICC_COUNT];

/* A GIC that the firmware has used, with groups of 32 interrupts. */
static struct gicv2 make_gic(uint32_t groups)
{
	struct gicv2 gic = {
		.driver = GICV2_DRIVER("test"),
		.distributor = (uintptr_t)distributor,
		.cpu_interface = (uintptr_t)cpu_interface,
	};

	for (size_t i = 0; i < GICD_COUNT; i++) {
		distributor[i] = UNTOUCHED;
	}
	for (size_t i = 0; i < GICC_COUNT; i++) {
		cpu_interface[i] = UNTOUCHED;
	}

	/* The fields above ITLinesNumber: CPUNumber, SecurityExtn, LSPI */
	distributor[GICD_TYPER] = 0xfce0 | (groups - 1);
	distributor[GICD_ITARGETSR] = THIS_CORE * UINT32_C(0x01010101);
	gicv2_set_up(&gic);
	return gic;
}

static void expect_words(size_t first, size_t last, uint32_t value)
{
	for (size_t i = first; i <= last; i++) {
		kernel_assert(distributor[i] == value);
	}
}

/* Words first to last have the value, and the next is as it was. */
static void expect_filled(size_t first, size_t last, uint32_t value)
{
	expect_words(first, last, value);
	expect_words(last + 1, last + 1, UNTOUCHED);
}

KERNEL_TEST(gicv2_is_set_up_as_if_the_firmware_had_not_been)
{
	const struct gicv2 gic = make_gic(3);

	kernel_assert(gic.controller.irq_count == 96);
	kernel_assert(distributor[GICD_CTLR] == 1);
	expect_words(GICD_ISENABLER, GICD_ISENABLER, UNTOUCHED);
	expect_filled(GICD_ICENABLER, GICD_ICENABLER + 2, 0xffffffff);
	expect_filled(GICD_ICPENDR, GICD_ICPENDR + 2, 0xffffffff);
	expect_filled(GICD_ICACTIVER, GICD_ICACTIVER + 2, 0xffffffff);
	expect_filled(GICD_IPRIORITYR, GICD_IPRIORITYR + 23, 0x80808080);

	/* Shared interrupts only, INTID 32 to 95: 4 and 16 a word. */
	expect_words(GICD_ITARGETSR + 1, GICD_ITARGETSR + 7, UNTOUCHED);
	expect_filled(GICD_ITARGETSR + 8, GICD_ITARGETSR + 23, 0x04040404);
	expect_words(GICD_ICFGR, GICD_ICFGR + 1, UNTOUCHED);
	expect_filled(GICD_ICFGR + 2, GICD_ICFGR + 5, 0);

	kernel_assert(cpu_interface[GICC_CTLR] == 1);
	kernel_assert(cpu_interface[GICC_PMR] == 0xff);
	kernel_assert(cpu_interface[GICC_EOIR] == UNTOUCHED);
}

KERNEL_TEST(gicv2_has_as_many_numbers_as_the_kernel_at_most)
{
	/* ITLinesNumber, 0 to 31, stands for 32 to 1024 INTIDs. */
	kernel_assert(make_gic(1).controller.irq_count == 32);
	kernel_assert(make_gic(8).controller.irq_count == 256);
	kernel_assert(make_gic(9).controller.irq_count == 256);
	expect_filled(GICD_ICENABLER, GICD_ICENABLER + 8, 0xffffffff);
	kernel_assert(make_gic(32).controller.irq_count == 256);
	kernel_assert(distributor[GICD_ICENABLER + 31] == 0xffffffff);
	kernel_assert(distributor[GICD_IPRIORITYR + 255] == 0x80808080);
	kernel_assert(distributor[GICD_ITARGETSR + 255] == 0x04040404);
	kernel_assert(distributor[GICD_ICFGR + 63] == 0);
	kernel_assert(distributor[GICD_ICFGR + 64] == UNTOUCHED);
}

KERNEL_TEST(gicv2_enables_one)
{
	static const struct {
		unsigned int irq;
		size_t word;
		uint32_t value;
	} cases[] = {
		{ 0, 0, 1 },
		{ 31, 0, 0x80000000 },
		{ 32, 1, 1 },
		{ 153, 4, 0x02000000 },
		{ 255, 7, 0x80000000 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gicv2 gic = make_gic(8);

		gic.controller.enable(&gic.controller, cases[i].irq);
		for (size_t word = 0; word < 8; word++) {
			kernel_assert(distributor[GICD_ISENABLER + word] ==
				      (word == cases[i].word ? cases[i].value
							     : UNTOUCHED));
		}
	}
}

static void count_unended(void *context)
{
	kernel_assert(cpu_interface[GICC_EOIR] == UNTOUCHED);
	(*(unsigned int *)context)++;
}

/* The registers are memory, so this source never quiets. */
KERNEL_TEST(gicv2_handles_one_and_then_ends_it)
{
	static unsigned int calls;
	struct gicv2 gic = make_gic(8);

	interrupt_register(FREE_IRQ,
		(struct interrupt_handler){ "counter", count_unended, &calls });

	/* With a sender in bits 12 to 10, as a core's own interrupts have. */
	cpu_interface[GICC_IAR] = 3 << 10 | FREE_IRQ;
	gic.controller.handle_pending(&gic.controller);
	kernel_assert(calls == 1);
	kernel_assert(cpu_interface[GICC_EOIR] == (3 << 10 | FREE_IRQ));
}

/* "Special interrupt numbers": a handler would be asked for, and panic. */
KERNEL_TEST(gicv2_ends_nothing_that_was_not_there)
{
	struct gicv2 gic = make_gic(32);

	for (uint32_t irq = 1020; irq <= 1023; irq++) {
		cpu_interface[GICC_IAR] = irq;
		gic.controller.handle_pending(&gic.controller);
		kernel_assert(cpu_interface[GICC_EOIR] == UNTOUCHED);
	}
}
