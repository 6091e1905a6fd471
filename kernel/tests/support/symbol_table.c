/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "symbol_table.h"

#include <kernel/memory.h>
#include <kernel/panic.h>

#include <arch/translation_table.h>

#include <ksym_format.h>

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

static uint32_t load(const uint8_t *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

bool symbol_table_part(
	uint8_t *table, unsigned int index, struct table_part *partp)
{
	const uint8_t *entry = table + table[KSYM_AT_HEADER_SIZE];
	const unsigned int count = table[KSYM_AT_PARTS];
	uint8_t *bytes = table + table[KSYM_AT_HEADER_SIZE] +
			 (size_t)count * KSYM_ENTRY_SIZE;

	if (load(table) != KSYM_MAGIC || index >= count) {
		return false;
	}
	for (; index > 0; index--, entry += KSYM_ENTRY_SIZE) {
		bytes += load(entry + 1);
	}
	*partp = (struct table_part){ entry[0], bytes, load(entry + 1) };
	return true;
}
