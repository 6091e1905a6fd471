/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "mapping_records.h"

#include <kernel/log.h>
#include <kernel/print.h>

/* The table's width, and the column of the name. */
#define MARGIN      6
#define WIDTH       139
#define NAME_COLUMN 108

static void print_rule(void)
{
	log_stamp(' ');
	print("%*s", MARGIN, "");
	for (int i = 0; i < WIDTH; i++) {
		print("-");
	}
	print("\n");
}

/* 0xffff_ffff_c000_0000 */
static void print_virt(struct virt_addr virt)
{
	print("0x%04lx_%04lx_%04lx_%04lx", virt.value >> 48,
		virt.value >> 32 & 0xffff, virt.value >> 16 & 0xffff,
		virt.value & 0xffff);
}

/* 0x00_3f20_0000: no board has more than 40 bits. */
static void print_phys(struct phys_addr phys)
{
	print("0x%02lx_%04lx_%04lx", phys.value >> 32,
		phys.value >> 16 & 0xffff, phys.value & 0xffff);
}

static void print_ranges(const struct mapping *mapping)
{
	const uint64_t last = mapping->virt.range.size - 1;

	print_virt(virt_at(mapping->virt, 0));
	print("..");
	print_virt(virt_at(mapping->virt, last));
	print(" --> ");
	print_phys(phys_at(mapping->phys, 0));
	print("..");
	print_phys(phys_at(mapping->phys, last));
}

/* In MiB if that is exact, else in KiB: a page is a whole number of them. */
static void print_size(uint64_t size)
{
	const bool is_mib = size % (1 << 20) == 0;

	print(" | %3lu %s", size >> (is_mib ? 20 : 10), is_mib ? "MiB" : "KiB");
}

static void print_mapping(const struct mapping *mapping)
{
	const struct page_attributes attributes = mapping->attributes;

	log_stamp(' ');
	print("%*s", MARGIN, "");
	print_ranges(mapping);
	print_size(mapping->virt.range.size);
	print(" | %-3s %s %-2s | %s\n", attributes.device ? "Dev" : "C",
		attributes.writable ? "RW" : "RO",
		attributes.executable ? "X" : "XN", mapping->name);
}

static bool shares(const struct mapping *mapping, const struct mapping *other)
{
	return memory_region_equal(mapping->virt.range, other->virt.range);
}

void mapping_records_print(const struct mapping_records *records)
{
	print_rule();
	info("%*sVirtual%*sPhysical%*sSize%*sAttr%*sEntity", MARGIN + 18, "",
		35, "", 15, "", 7, "", 20, "");
	print_rule();
	for (size_t i = 0; i < records->count; i++) {
		const struct mapping *const mapping = &records->items[i];

		if (i > 0 && shares(mapping, mapping - 1)) {
			info("%*s| %s", NAME_COLUMN, "", mapping->name);
		} else {
			print_mapping(mapping);
		}
	}
	print_rule();
}
