/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <arch/translation_table.h>

#include <kernel/memory.h>

#include <memory_map.h>

#include "support/kernel_test.h"

extern const char __code_start[];
extern const char __data_start[];
extern const char __mmio_window_end[];
extern const char __boot_core_stack_start[];

KERNEL_TEST(translation_table_sizes)
{
	const struct translation_tables *const tables = NULL;

	kernel_assert(sizeof(tables->level3[0]) == 65536);
	kernel_assert(sizeof(tables->level2[0]) == 8);
	kernel_assert(sizeof(*tables) == 131088);
}

KERNEL_TEST(translation_table_indices)
{
	kernel_assert(level2_index(0xffffffffc0000000) == 0);
	kernel_assert(level2_index(0xffffffffdfffffff) == 0);
	kernel_assert(level2_index(0xffffffffe0000000) == 1);
	kernel_assert(level2_index(0xffffffffffffffff) == 1);
	kernel_assert(level3_index(0xffffffffc0000000) == 0);
	kernel_assert(level3_index(0xffffffffc000ffff) == 0);
	kernel_assert(level3_index(0xffffffffc0010000) == 1);
	kernel_assert(level3_index(0xffffffffffffffff) == 8191);
}

/* Written out by hand from the Arm ARM's figures. */
KERNEL_TEST(translation_table_descriptors)
{
	const struct page_attributes code = { .executable = true };
	const struct page_attributes data = { .writable = true };
	const struct page_attributes device = { .device = true,
		.writable = true };

	kernel_assert(page_descriptor(0x80000, code) == 0x0040000000080787);
	kernel_assert(page_descriptor(0x90000, data) == 0x0060000000090707);
	kernel_assert(
		page_descriptor(0x3f200000, device) == 0x006000003f200603);
	kernel_assert(table_descriptor(0x90000) == 0x90003);
}

KERNEL_TEST(translation_of_the_image)
{
	uint64_t phys;

	kernel_assert(arch_translate((uintptr_t)__code_start + 5, &phys));
	kernel_assert(phys == PHYS_LOAD_ADDR + 5);
	kernel_assert(arch_translate((uintptr_t)__data_start, &phys));
	kernel_assert(phys ==
		      PHYS_LOAD_ADDR + (uint64_t)(__data_start - __code_start));
	kernel_assert(
		arch_translate((uintptr_t)__boot_core_stack_start, &phys));
	kernel_assert(phys == PHYS_STACK_START);
}

KERNEL_TEST(translation_refuses_what_is_not_mapped)
{
	uint64_t phys = 1;

	kernel_assert(!arch_translate(0, &phys));
	kernel_assert(!arch_translate(0xffffffffbfffffff, &phys));
	kernel_assert(!arch_translate(UINTPTR_MAX, &phys));

	/* The guard page */
	kernel_assert(!arch_translate((uintptr_t)__mmio_window_end, &phys));
	kernel_assert(
		!arch_translate((uintptr_t)__boot_core_stack_start - 1, &phys));
	kernel_assert(phys == 1);
}

KERNEL_TEST(mapping_a_device_keeps_the_offset_in_the_page)
{
	const uintptr_t virt = memory_map_device(PHYS_UART_BASE + 4, 8);
	uint64_t phys;

	kernel_assert(virt % PAGE_SIZE == (PHYS_UART_BASE + 4) % PAGE_SIZE);
	kernel_assert(arch_translate(virt, &phys));
	kernel_assert(phys == PHYS_UART_BASE + 4);
}

KERNEL_TEST(mapping_two_pages_when_a_device_spans_them)
{
	const uint64_t border = PHYS_UART_BASE / PAGE_SIZE * PAGE_SIZE;
	const uintptr_t virt = memory_map_device(border - 4, 8);
	uint64_t phys;

	kernel_assert(arch_translate(virt, &phys) && phys == border - 4);
	kernel_assert(arch_translate(virt + 4, &phys) && phys == border);
}

KERNEL_TEST(mapping_twice_is_refused)
{
	const struct page_attributes data = { .writable = true };

	kernel_assert(!arch_map_page((uintptr_t)__code_start, 0x80000, data));
	kernel_assert(!arch_map_page(0x80000, 0x80000, data));
}
