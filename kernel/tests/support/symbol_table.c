/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "symbol_table.h"

#include <kernel/memory.h>
#include <kernel/panic.h>

#include <arch/translation_table.h>

/* From the linker script. */
extern const char __kernel_symbols_start[];
extern const char __kernel_symbols_end[];
extern char __mmio_window_end[];

uint8_t *symbol_table_writable(size_t *sizep)
{
	const uintptr_t first = (uintptr_t)__kernel_symbols_start & ~PAGE_MASK;
	const uintptr_t end =
		((uintptr_t)__kernel_symbols_end + PAGE_MASK) & ~PAGE_MASK;
	const uintptr_t alias = (uintptr_t)__mmio_window_end - (end - first);
	const struct page_attributes writable = { .writable = true };
	struct phys_addr phys;

	for (uintptr_t offset = 0; offset < end - first; offset += PAGE_SIZE) {
		kernel_assert(arch_translate(
			(struct virt_addr){ first + offset }, &phys));
		kernel_assert(arch_map_page(
			(struct virt_addr){ alias + offset }, phys, writable));
	}
	*sizep = (size_t)(__kernel_symbols_end - __kernel_symbols_start);
	return (uint8_t *)alias + ((uintptr_t)__kernel_symbols_start - first);
}
