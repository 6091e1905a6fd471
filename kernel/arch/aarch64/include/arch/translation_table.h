/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The kernel's address space and its translation tables: what the kernel, its
 * linker script and the host tool that computes the tables must agree on.
 *
 * Arm ARM (DDI 0487), "The AArch64 Virtual Memory System Architecture", 64 KiB
 * granule: level 3 resolves bits [28:16] of an address, level 2 bits [41:29].
 * For 1 GiB the walk starts at level 2, with two entries.
 */
#ifndef ARCH_TRANSLATION_TABLE_H
#define ARCH_TRANSLATION_TABLE_H

#define PAGE_SHIFT 16
#define PAGE_SIZE  0x10000
#define PAGE_MASK  0xffff

/* TTBR1_EL1 translates the addresses from here to the last. */
#define KERNEL_VIRT_BITS  30
#define KERNEL_VIRT_START 0xffffffffc0000000
#define KERNEL_VIRT_SIZE  0x40000000

/* Where device registers are mapped at run time. */
#define MMIO_WINDOW_SIZE 0x800000

#define LEVEL3_SHIFT   29
#define LEVEL3_ENTRIES 8192
#define LEVEL3_TABLES  2

/* The output addresses that 64 KiB descriptors hold, bits [47:16]. */
#define DESC_ADDR_MASK 0x0000ffffffff0000

/* Arm ARM, "VMSAv8-64 descriptor formats": pages at level 3, and tables. */
#define DESC_VALID       (1 << 0)
#define DESC_TABLE       (1 << 1) /* at level 2: next is a table */
#define DESC_PAGE        (1 << 1) /* at level 3: this is a page */
#define DESC_ATTR(index) ((index) << 2)
#define DESC_ATTR_MASK   DESC_ATTR(7)
#define DESC_AP_RW       (0 << 6) /* EL1 only */
#define DESC_AP_RO       (2 << 6)
#define DESC_SH_OUTER    (2 << 8)
#define DESC_SH_INNER    (3 << 8)
#define DESC_AF          (1 << 10)
#define DESC_PXN         ((uint64_t)1 << 53)
#define DESC_UXN         ((uint64_t)1 << 54)

/* Indices into MAIR_EL1, and the attributes that stand there. */
#define MAIR_DEVICE       0
#define MAIR_NORMAL       1
#define MAIR_DEVICE_nGnRE 0x04
#define MAIR_NORMAL_WB    0xff /* write-back, read and write allocate */

#ifndef __ASSEMBLER__

#include <stdbool.h>
#include <stdint.h>

/*
 * The tables, level 3 first since it needs the greater alignment. An object of
 * this type is aligned to PAGE_SIZE; its level2 is what TTBR1_EL1 points to.
 */
struct translation_tables {
	uint64_t level3[LEVEL3_TABLES][LEVEL3_ENTRIES];
	uint64_t level2[LEVEL3_TABLES];
};

/* What a mapping lets the kernel do; nothing is ever open to EL0. */
struct page_attributes {
	bool device; /* Device-nGnRE; else normal memory, cached */
	bool writable;
	bool executable;
};

static inline uint64_t page_descriptor(
	uint64_t phys, struct page_attributes attributes)
{
	uint64_t desc = (phys & DESC_ADDR_MASK) | DESC_VALID | DESC_PAGE |
			DESC_AF | DESC_UXN;

	desc |= attributes.device ? DESC_ATTR(MAIR_DEVICE) | DESC_SH_OUTER
				  : DESC_ATTR(MAIR_NORMAL) | DESC_SH_INNER;
	desc |= attributes.writable ? DESC_AP_RW : DESC_AP_RO;
	if (!attributes.executable) {
		desc |= DESC_PXN;
	}
	return desc;
}

/* The attributes that page_descriptor() made desc from. */
static inline struct page_attributes page_attributes(uint64_t desc)
{
	return (struct page_attributes){
		.device = (desc & DESC_ATTR_MASK) == DESC_ATTR(MAIR_DEVICE),
		.writable = (desc & DESC_AP_RO) == 0,
		.executable = (desc & DESC_PXN) == 0,
	};
}

static inline uint64_t table_descriptor(uint64_t phys)
{
	return (phys & DESC_ADDR_MASK) | DESC_VALID | DESC_TABLE;
}

/* The indices of the entries that translate virt, an address of the kernel's. */
static inline unsigned int level2_index(uint64_t virt)
{
	return (unsigned int)((virt - KERNEL_VIRT_START) >> LEVEL3_SHIFT);
}

static inline unsigned int level3_index(uint64_t virt)
{
	return (unsigned int)((virt >> PAGE_SHIFT) % LEVEL3_ENTRIES);
}

_Static_assert(PAGE_SIZE == 1 << PAGE_SHIFT && PAGE_MASK == PAGE_SIZE - 1,
	"the names of a page's size agree");
_Static_assert(sizeof(uint64_t) * LEVEL3_ENTRIES == PAGE_SIZE,
	"a level-3 table fills a page");
_Static_assert(1ULL * LEVEL3_ENTRIES * PAGE_SIZE == 1ULL << LEVEL3_SHIFT,
	"a level-3 table covers what a level-2 entry stands for");
_Static_assert((uint64_t)LEVEL3_TABLES << LEVEL3_SHIFT == KERNEL_VIRT_SIZE &&
		       1ULL << KERNEL_VIRT_BITS == KERNEL_VIRT_SIZE,
	"the tables cover the address space");
_Static_assert(KERNEL_VIRT_START + (KERNEL_VIRT_SIZE - 1ULL) == UINT64_MAX,
	"the address space ends at the last address");
_Static_assert(sizeof(struct translation_tables) ==
		       LEVEL3_TABLES * (PAGE_SIZE + sizeof(uint64_t)),
	"no padding: the host tool writes it field by field");

#endif
#endif
