/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The translation tables at run time; the host tool has filled in the image. */
#include <kernel/memory.h>

#include <arch/sysreg.h>
#include <arch/translation_table.h>

#include "mmu.h"

struct translation_tables KERNEL_TABLES __attribute__((
	section(".data.kernel_tables"), aligned(PAGE_SIZE))) = { 0 };

const uint64_t PHYS_KERNEL_TABLES_BASE_ADDR = 0;

static bool is_kernel_address(struct virt_addr virt)
{
	return virt.value >= KERNEL_VIRT_START;
}

static volatile uint64_t *page_entry(struct virt_addr virt)
{
	return &KERNEL_TABLES.level3[level2_index(virt.value)]
				    [level3_index(virt.value)];
}

/* The descriptor of virt's page; 0, which is invalid, outside the tables. */
static uint64_t descriptor(struct virt_addr virt)
{
	return is_kernel_address(virt) ? *page_entry(virt) : 0;
}

bool arch_map_page(struct virt_addr virt, struct phys_addr phys,
	struct page_attributes attributes)
{
	if (!is_kernel_address(virt) || page_offset(virt.value) != 0 ||
		(phys.value & ~DESC_ADDR_MASK) != 0 ||
		(descriptor(virt) & DESC_VALID) != 0) {
		return false;
	}
	*page_entry(virt) = page_descriptor(phys.value, attributes);

	/* TLBs hold no invalid entries, so none is stale. The walker must see
	 * the store. */
	dsb(ishst);
	isb();
	return true;
}

bool arch_translate(struct virt_addr virt, struct phys_addr *physp)
{
	const uint64_t desc = descriptor(virt);

	if ((desc & DESC_VALID) == 0) {
		return false;
	}
	physp->value = (desc & DESC_ADDR_MASK) | page_offset(virt.value);
	return true;
}

bool arch_page_attributes(
	struct virt_addr virt, struct page_attributes *attributesp)
{
	const uint64_t desc = descriptor(virt);

	if ((desc & DESC_VALID) == 0) {
		return false;
	}
	*attributesp = page_attributes(desc);
	return true;
}
