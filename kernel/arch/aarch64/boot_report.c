/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Prints before the MMU is on: polled, on the UART as the firmware left it.
 * This file and all that it calls find their data relative to the pc, and none
 * of that data is an address. A test looks for such.
 */
#include <kernel/mmio.h>
#include <kernel/print.h>
#include <kernel/symbols.h>

#include <arch/sysreg.h>
#include <arch/translation_table.h>
#include <memory_map.h>

#include "boot.h"
#include "syndrome.h"

/* PL011, DDI 0183, "Programmers Model". */
#define UARTDR  0x00
#define UARTFR  0x18
#define FR_TXFF (1 << 5)

/* Reads of a flag; a UART that is full for longer is stuck. */
#define WAIT_LIMIT 1000000

#define LINE_SIZE 192

static const char obstacles[][80] = {
	[BOOT_NO_TABLES] = "the image has no translation tables: see ttables",
	[BOOT_NO_GRANULE] = "this core cannot map pages of 64 KiB",
};

/* The fault registers of the current level. */
struct fault {
	uint64_t esr;
	uint64_t elr;
	uint64_t far;
	uint64_t earlier; /* faults before this one */
};

static void put(char c)
{
	for (unsigned int i = 0; i < WAIT_LIMIT; i++) {
		if ((mmio_read32(PHYS_UART_BASE + UARTFR) & FR_TXFF) == 0) {
			mmio_write32(PHYS_UART_BASE + UARTDR, (unsigned char)c);
			return;
		}
	}
}

static void put_line(const char *line)
{
	for (; *line != '\0'; line++) {
		put(*line);
	}
	put('\r');
	put('\n');
}

static unsigned int current_level(void)
{
	return (unsigned int)CURRENTEL_EL(sysreg_read(CurrentEL));
}

static void read_fault(struct fault *fault)
{
	switch (current_level()) {
	case 3:
		*fault = (struct fault){ sysreg_read(ESR_EL3),
			sysreg_read(ELR_EL3), sysreg_read(FAR_EL3),
			sysreg_read(TPIDR_EL3) };
		sysreg_write(TPIDR_EL3, 1);
		break;
	case 2:
		*fault = (struct fault){ sysreg_read(ESR_EL2),
			sysreg_read(ELR_EL2), sysreg_read(FAR_EL2),
			sysreg_read(TPIDR_EL2) };
		sysreg_write(TPIDR_EL2, 1);
		break;
	default:
		*fault = (struct fault){ sysreg_read(ESR_EL1),
			sysreg_read(ELR_EL1), sysreg_read(FAR_EL1),
			sysreg_read(TPIDR_EL1) };
		sysreg_write(TPIDR_EL1, 1);
		break;
	}
}

/* The link-time address of what is loaded at a physical address. */
static uint64_t link_address(uint64_t phys)
{
	return phys - PHYS_LOAD_ADDR + KERNEL_VIRT_START;
}

static void put_fault(const struct fault *fault)
{
	const unsigned int level = current_level();
	char specific[SYNDROME_TEXT_SIZE];
	struct kernel_symbol symbol;
	char line[LINE_SIZE];

	syndrome_specific(fault->esr, specific);
	format_text(line, sizeof(line), "ESR_EL%u: 0x%08lx - %s%s", level,
		fault->esr, syndrome_class(fault->esr), specific);
	put_line(line);
	format_text(
		line, sizeof(line), "FAR_EL%u: 0x%016lx", level, fault->far);
	put_line(line);
	format_text(
		line, sizeof(line), "ELR_EL%u: 0x%016lx", level, fault->elr);
	put_line(line);
	symbols_init();
	format_text(line, sizeof(line), "      Symbol: %s",
		symbols_lookup(link_address(fault->elr), &symbol)
			? symbol.name
			: "Symbol not found");
	put_line(line);
}

void boot_report_exception(uint64_t vector)
{
	struct fault fault;
	char line[LINE_SIZE];

	read_fault(&fault);
	if (fault.earlier != 0) {
		park();
	}
	format_text(line, sizeof(line),
		"\r\nCPU exception at EL%u, vector %lu, outside the kernel:",
		current_level(), vector);
	put_line(line);
	put_fault(&fault);
	park();
}

void boot_stop(enum boot_obstacle obstacle)
{
	char line[LINE_SIZE];

	format_text(line, sizeof(line), "\r\nThe kernel cannot run: %s",
		obstacles[obstacle]);
	put_line(line);
	park();
}
