/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "gicv2.h"

#include <stddef.h>

#include <kernel/memory.h>
#include <kernel/mmio.h>

/* IHI 0048, "Distributor register map"; the arrays have a few bits an INTID. */
#define GICD_CTLR       0x000
#define GICD_TYPER      0x004
#define GICD_ISENABLER  0x100
#define GICD_ICENABLER  0x180
#define GICD_ICPENDR    0x280
#define GICD_ICACTIVER  0x380
#define GICD_IPRIORITYR 0x400
#define GICD_ITARGETSR  0x800
#define GICD_ICFGR      0xc00
#define GICD_SIZE       0x1000

/* "CPU interface register map"; GICC_DIR, at 0x1000, is not used. */
#define GICC_CTLR 0x00
#define GICC_PMR  0x04
#define GICC_IAR  0x0c
#define GICC_EOIR 0x10
#define GICC_SIZE 0x1000

#define CTLR_ENABLE 1

/* TYPER.ITLinesNumber: groups of 32 INTIDs, less one. */
#define TYPER_GROUPS(typer) (((typer)&0x1f) + 1)
#define GROUP_SIZE          32

/* The first INTID that is shared by all cores. */
#define SPI_FIRST 32

/* INTIDs that are none: "Special interrupt numbers". */
#define IAR_INTID(iar) ((iar)&0x3ff)
#define SPECIAL_FIRST  1020

/* A value for each of a register's four bytes. */
#define FOUR_TIMES(byte) ((byte)*UINT32_C(0x01010101))

/* Lower is more urgent; a core takes what is below its mask. */
#define PRIORITY      0x80
#define PRIORITY_MASK 0xff

_Static_assert(offsetof(struct gicv2, driver) == 0, "from_driver needs it");

static struct gicv2 *from_driver(struct device_driver *driver)
{
	return (struct gicv2 *)(void *)driver;
}

static struct gicv2 *from_controller(struct interrupt_controller *ic)
{
	return (struct gicv2 *)(void *)((char *)ic -
					offsetof(struct gicv2, controller));
}

/* A 0 written changes nothing, so this needs no lock. */
static void enable(struct interrupt_controller *ic, unsigned int irq)
{
	mmio_write32(from_controller(ic)->distributor + GICD_ISENABLER +
			     irq / GROUP_SIZE * sizeof(uint32_t),
		UINT32_C(1) << (irq % GROUP_SIZE));
}

/* Handles one. If more are pending, the core is interrupted again. */
static void handle_pending(struct interrupt_controller *ic)
{
	const struct gicv2 *const gic = from_controller(ic);
	const uint32_t iar = mmio_read32(gic->cpu_interface + GICC_IAR);

	if (IAR_INTID(iar) < SPECIAL_FIRST) {
		interrupt_dispatch(IAR_INTID(iar));

		/* With the sending core's number, as "GICC_EOIR" demands. */
		mmio_write32(gic->cpu_interface + GICC_EOIR, iar);
	}
}

/* Writes the registers of an array, so many INTIDs to a register, from first
 * on. */
static void fill(uintptr_t array, unsigned int first, unsigned int count,
	unsigned int per_register, uint32_t value)
{
	for (unsigned int irq = first; irq < count; irq += per_register) {
		mmio_write32(
			array + irq / per_register * sizeof(uint32_t), value);
	}
}

static void set_up_distributor(uintptr_t base, unsigned int count)
{
	/* "GICD_ITARGETSR": of one's own INTIDs, it names the core that reads. */
	const uint32_t self = mmio_read32(base + GICD_ITARGETSR) & 0xff;

	mmio_write32(base + GICD_CTLR, 0);
	fill(base + GICD_ICENABLER, 0, count, 32, UINT32_MAX);
	fill(base + GICD_ICPENDR, 0, count, 32, UINT32_MAX);
	fill(base + GICD_ICACTIVER, 0, count, 32, UINT32_MAX);
	fill(base + GICD_IPRIORITYR, 0, count, 4, FOUR_TIMES(PRIORITY));
	fill(base + GICD_ITARGETSR, SPI_FIRST, count, 4, FOUR_TIMES(self));
	fill(base + GICD_ICFGR, SPI_FIRST, count, 16, 0); /* level-sensitive */
	mmio_write32(base + GICD_CTLR, CTLR_ENABLE);
}

void gicv2_set_up(struct gicv2 *gic)
{
	const uint32_t typer = mmio_read32(gic->distributor + GICD_TYPER);
	const unsigned int count = GROUP_SIZE * TYPER_GROUPS(typer);

	gic->controller = (struct interrupt_controller){
		.name = gic->driver.name,
		.irq_count = count < KERNEL_IRQ_MAX ? count : KERNEL_IRQ_MAX,
		.enable = enable,
		.handle_pending = handle_pending,
	};
	mmio_write32(gic->cpu_interface + GICC_CTLR, 0);
	set_up_distributor(gic->distributor, count);
	mmio_write32(gic->cpu_interface + GICC_PMR, PRIORITY_MASK);
	mmio_write32(gic->cpu_interface + GICC_CTLR, CTLR_ENABLE);
}

void gicv2_init(struct device_driver *driver)
{
	struct gicv2 *const gic = from_driver(driver);

	gic->distributor =
		memory_map_device("GICD", gic->phys_distributor, GICD_SIZE);
	gic->cpu_interface =
		memory_map_device("GICC", gic->phys_cpu_interface, GICC_SIZE);
	gicv2_set_up(gic);
}

void gicv2_post_init(struct device_driver *driver)
{
	interrupt_controller_register(&from_driver(driver)->controller);
}
