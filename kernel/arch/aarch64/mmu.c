/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The translation tables at run time; the host tool has filled in the image. */
#include <kernel/memory.h>

#include <arch/sysreg.h>
#include <arch/translation_table.h>

#include "mmu.h"

struct translation_tables KERNEL_TABLES __attribute__((
	section(".data.kernel_tables"), aligned(PAGE_SIZE))) = { 0 };

const uint64_t PHYS_KERNEL_TABLES_BASE_ADDR = 0;

static bool is_kernel_address(uintptr_t virt)
{
	return virt >= KERNEL_VIRT_START;
}

static volatile uint64_t *page_entry(uintptr_t virt)
{
	return &KERNEL_TABLES.level3[level2_index(virt)][level3_index(virt)];
}

bool arch_map_page(
	uintptr_t virt, uint64_t phys, struct page_attributes attributes)
{
	volatile uint64_t *entry;

	if (!is_kernel_address(virt) || (*page_entry(virt) & DESC_VALID) != 0) {
		return false;
	}
	entry = page_entry(virt);
	*entry = page_descriptor(phys, attributes);

	/* No TLB holds what was invalid; the walker must see the store. */
	dsb(ishst);
	isb();
	return true;
}

bool arch_translate(uintptr_t virt, uint64_t *physp)
{
	uint64_t entry;

	if (!is_kernel_address(virt)) {
		return false;
	}
	entry = *page_entry(virt);
	if ((entry & DESC_VALID) == 0) {
		return false;
	}
	*physp = (entry & DESC_ADDR_MASK) | (virt & PAGE_MASK);
	return true;
}
