/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/memory.h>

#include <kernel/panic.h>

#include <arch/translation_table.h>
#include <memory_map.h>

/* From the linker script. */
extern char __mmio_window_start[];

/* Bytes of the window that are taken; pages are given out once, upwards. */
static size_t window_used;

uintptr_t memory_map_device(uint64_t phys, size_t size)
{
	static const struct page_attributes attributes = {
		.device = true,
		.writable = true,
	};
	const uint64_t first = phys & ~(uint64_t)PAGE_MASK;
	const uintptr_t start = (uintptr_t)__mmio_window_start + window_used;
	size_t mapped;

	if (size == 0 || phys >= PHYS_SPACE_END ||
		size > PHYS_SPACE_END - phys) {
		panic("no device at 0x%lx, %zu bytes", phys, size);
	}
	mapped = (phys - first + size + PAGE_MASK) & ~(size_t)PAGE_MASK;
	if (mapped > MMIO_WINDOW_SIZE - window_used) {
		panic("the MMIO window has no room for %zu bytes at 0x%lx",
			mapped, phys);
	}
	for (size_t offset = 0; offset < mapped; offset += PAGE_SIZE) {
		kernel_assert(arch_map_page(
			start + offset, first + offset, attributes));
	}
	window_used += mapped;
	return start + (phys - first);
}
