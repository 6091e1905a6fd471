/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/memory.h>

#include <kernel/lock.h>
#include <kernel/panic.h>

#include <memory_map.h>

#include "mapping_records.h"
#include "page_allocator.h"

/* From the linker script. */
extern const char __code_start[];
extern const char __code_end[];
extern const char __data_start[];
extern const char __data_end[];
extern const char __mmio_window_start[];
extern const char __mmio_window_end[];
extern const char __boot_core_stack_start[];
extern const char __boot_core_stack_end[];

/* What the host tool has mapped. */
static const struct segment {
	const char *name;
	const char *start;
	const char *end;
} segments[] = {
	{ "Kernel code and RO data", __code_start, __code_end },
	{ "Kernel data and bss", __data_start, __data_end },
	{ "Kernel boot-core stack", __boot_core_stack_start,
		__boot_core_stack_end },
};

/* Guards what follows, which handlers may read. */
static const struct init_lock lock = { .name = "mappings" };
static struct mapping_records records;
static struct page_allocator window;

static struct virt_region region_between(const char *start, const char *end)
{
	struct virt_region region;

	kernel_assert(memory_region_make(virt_of(start).value,
		virt_of(end).value - virt_of(start).value, &region.range));
	return region;
}

static bool same_attributes(struct page_attributes a, struct page_attributes b)
{
	return a.device == b.device && a.writable == b.writable &&
	       a.executable == b.executable;
}

/* Asserts that the translation tables map each page as the record says. */
static void assert_is_mapped(const struct mapping *mapping)
{
	const uint64_t size = mapping->virt.range.size;

	for (uint64_t offset = 0; offset < size; offset += PAGE_SIZE) {
		const struct virt_addr virt = virt_at(mapping->virt, offset);
		struct page_attributes attributes;
		struct phys_addr phys;

		kernel_assert(arch_translate(virt, &phys));
		kernel_assert(
			phys.value == phys_at(mapping->phys, offset).value);
		kernel_assert(arch_page_attributes(virt, &attributes));
		kernel_assert(same_attributes(attributes, mapping->attributes));
	}
}

/* The record of a segment, read back from the translation tables. */
static struct mapping segment_mapping(const struct segment *segment)
{
	struct mapping mapping = {
		.name = segment->name,
		.virt = region_between(segment->start, segment->end),
	};
	const struct virt_addr first = virt_at(mapping.virt, 0);
	struct phys_addr phys;

	kernel_assert(arch_translate(first, &phys));
	kernel_assert(memory_region_make(
		phys.value, mapping.virt.range.size, &mapping.phys.range));
	kernel_assert(arch_page_attributes(first, &mapping.attributes));
	assert_is_mapped(&mapping);
	return mapping;
}

void memory_init(void)
{
	init_lock_write(&lock);
	for (size_t i = 0; i < sizeof(segments) / sizeof(segments[0]); i++) {
		const struct mapping mapping = segment_mapping(&segments[i]);

		mapping_records_add(&records, &mapping);
	}
	page_allocator_init(&window,
		region_between(__mmio_window_start, __mmio_window_end));
}

static void map_pages(const struct mapping *mapping)
{
	const uint64_t size = mapping->virt.range.size;

	for (uint64_t offset = 0; offset < size; offset += PAGE_SIZE) {
		kernel_assert(arch_map_page(virt_at(mapping->virt, offset),
			phys_at(mapping->phys, offset), mapping->attributes));
	}
}

/* The pages of a device's registers; false if the board has no such addresses. */
static bool device_pages(uint64_t phys, size_t size, struct phys_region *pagesp)
{
	const struct memory_region board = { 0, PHYS_SPACE_END };
	struct memory_region registers;

	return size != 0 && memory_region_make(phys, size, &registers) &&
	       memory_region_contains(board, phys) &&
	       memory_region_contains(board, phys + (size - 1)) &&
	       memory_region_to_pages(registers, &pagesp->range);
}

/* Finds pages in the window for mapping: new ones, or some to share. */
static const char *find_place(struct mapping *mapping)
{
	const struct mapping *const same =
		mapping_records_find_device(&records, mapping->phys);

	if (same != NULL) {
		mapping->virt = same->virt;
		return NULL;
	}
	if (!page_allocator_take(&window, mapping->phys.range.size / PAGE_SIZE,
		    &mapping->virt)) {
		return "the MMIO window is full";
	}
	map_pages(mapping);
	return NULL;
}

const char *memory_try_map_device(
	const char *name, uint64_t phys, size_t size, uintptr_t *virtp)
{
	struct mapping mapping = {
		.name = name,
		.attributes = { .device = true, .writable = true },
	};
	const char *error;

	init_lock_write(&lock);
	if (!device_pages(phys, size, &mapping.phys)) {
		return "not addresses of the board";
	}
	if (mapping_records_find_memory(&records, mapping.phys) != NULL) {
		return "memory of the kernel, mapped as such";
	}
	if (mapping_records_full(&records)) {
		return "the record of mappings is full";
	}
	error = find_place(&mapping);
	if (error != NULL) {
		return error;
	}
	mapping_records_add(&records, &mapping);
	*virtp = virt_at(mapping.virt, page_offset(phys)).value;
	return NULL;
}

uintptr_t memory_map_device(const char *name, uint64_t phys, size_t size)
{
	uintptr_t virt = 0;
	const char *const error =
		memory_try_map_device(name, phys, size, &virt);

	if (error != NULL) {
		panic("cannot map %s, %zu bytes at 0x%lx: %s", name, size, phys,
			error);
	}
	return virt;
}

void memory_print_mappings(void)
{
	mapping_records_print(&records);
}
