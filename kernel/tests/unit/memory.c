/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/memory.h>

#include <kernel/string.h>

#include <memory_map.h>

#include "support/kernel_test.h"

extern const char __code_start[];
extern const char __code_end[];
extern const char __data_start[];
extern const char __data_end[];
extern const char __mmio_window_start[];
extern const char __mmio_window_end[];
extern const char __boot_core_stack_start[];
extern const char __boot_core_stack_end[];

static const uint64_t uart_page = PHYS_UART_BASE / PAGE_SIZE * PAGE_SIZE;

static void check_byte(
	uint64_t virt, uint64_t phys, bool writable, bool executable)
{
	const struct virt_addr byte = { virt };
	struct page_attributes attributes;
	struct phys_addr found;

	kernel_assert(arch_translate(byte, &found));
	kernel_assert(found.value == phys);
	kernel_assert(arch_page_attributes(byte, &attributes));
	kernel_assert(!attributes.device);
	kernel_assert(attributes.writable == writable);
	kernel_assert(attributes.executable == executable);
}

static void check_segment(const char *start, const char *end, uint64_t phys,
	bool writable, bool executable)
{
	const uint64_t virt = (uintptr_t)start;
	const uint64_t last = (uintptr_t)end - virt - 1;

	check_byte(virt, phys, writable, executable);
	check_byte(virt + last / 2, phys + last / 2, writable, executable);
	check_byte(virt + last, phys + last, writable, executable);
}

KERNEL_TEST(translation_of_the_segments)
{
	const uintptr_t code = (uintptr_t)__code_start;
	const uintptr_t data = (uintptr_t)__data_start;

	check_segment(__code_start, __code_end, PHYS_LOAD_ADDR, false, true);
	check_segment(__data_start, __data_end, PHYS_LOAD_ADDR + (data - code),
		true, false);
	check_segment(__boot_core_stack_start, __boot_core_stack_end,
		PHYS_STACK_START, true, false);
}

KERNEL_TEST(translation_refuses_what_is_not_mapped)
{
	struct page_attributes attributes = { .executable = true };
	struct phys_addr phys = { 1 };
	const struct virt_addr unmapped[] = {
		{ 0 },
		{ PHYS_LOAD_ADDR },
		{ 0xffffffffbfffffff },
		{ UINT64_MAX },
		/* The guard page, first and last byte */
		virt_of(__mmio_window_end),
		{ virt_of(__boot_core_stack_start).value - 1 },
	};

	for (size_t i = 0; i < sizeof(unmapped) / sizeof(unmapped[0]); i++) {
		kernel_assert(!arch_translate(unmapped[i], &phys));
		kernel_assert(!arch_page_attributes(unmapped[i], &attributes));
	}
	kernel_assert(phys.value == 1 && attributes.executable);
}

KERNEL_TEST(mapping_a_page_that_is_none_is_refused)
{
	const struct page_attributes data = { .writable = true };
	const struct virt_addr code = virt_of(__code_start);
	const struct virt_addr top = { 0xffffffffffff0000 };
	const struct phys_addr memory = { PHYS_LOAD_ADDR };
	struct phys_addr phys;

	/* Taken; not the kernel's; not at a page; not 48 bits */
	kernel_assert(!arch_map_page(code, memory, data));
	kernel_assert(
		!arch_map_page((struct virt_addr){ 0x80000 }, memory, data));
	kernel_assert(!arch_map_page(
		(struct virt_addr){ top.value + 8 }, memory, data));
	kernel_assert(!arch_map_page(
		top, (struct phys_addr){ memory.value + 8 }, data));
	kernel_assert(!arch_map_page(
		top, (struct phys_addr){ UINT64_C(1) << 48 }, data));
	kernel_assert(!arch_translate(top, &phys));
}

KERNEL_TEST(mapping_a_device_keeps_the_offset_in_the_page)
{
	const uintptr_t virt = memory_map_device("test", PHYS_UART_BASE + 4, 8);
	struct page_attributes attributes;
	struct phys_addr phys;

	kernel_assert(virt >= (uintptr_t)__mmio_window_start);
	kernel_assert(virt < (uintptr_t)__mmio_window_end);
	kernel_assert(arch_translate((struct virt_addr){ virt }, &phys));
	kernel_assert(phys.value == PHYS_UART_BASE + 4);
	kernel_assert(
		arch_page_attributes((struct virt_addr){ virt }, &attributes));
	kernel_assert(attributes.device && attributes.writable &&
		      !attributes.executable);
}

KERNEL_TEST(mapping_two_pages_when_a_device_spans_them)
{
	const uintptr_t virt = memory_map_device("test", uart_page - 4, 8);
	struct phys_addr phys;

	kernel_assert(arch_translate((struct virt_addr){ virt }, &phys));
	kernel_assert(phys.value == uart_page - 4);
	kernel_assert(arch_translate((struct virt_addr){ virt + 4 }, &phys));
	kernel_assert(phys.value == uart_page);
}

KERNEL_TEST(mapping_equal_pages_is_shared)
{
	const uintptr_t one = memory_map_device("one", uart_page, 4);
	const uintptr_t two =
		memory_map_device("two", uart_page + 8, PAGE_SIZE - 8);
	const uintptr_t both = memory_map_device("both", uart_page - 4, 8);
	const uintptr_t again = memory_map_device("again", uart_page - 8, 9);

	kernel_assert(two == one + 8);
	kernel_assert(both + 4 != one);
	kernel_assert(again == both - 4);
}

KERNEL_TEST(mapping_what_is_no_device_is_refused)
{
	static const struct {
		uint64_t phys;
		size_t size;
		const char *error;
	} cases[] = {
		{ PHYS_UART_BASE, 0, "not addresses of the board" },
		{ PHYS_SPACE_END, 1, "not addresses of the board" },
		{ PHYS_SPACE_END - 4, 5, "not addresses of the board" },
		{ UINT64_MAX, 1, "not addresses of the board" },
		{ PHYS_UART_BASE, SIZE_MAX, "not addresses of the board" },
		{ PHYS_LOAD_ADDR, 4, "memory of the kernel, mapped as such" },
		{ PHYS_STACK_END - 1, 1,
			"memory of the kernel, mapped as such" },
		{ PHYS_UART_BASE & ~(uint64_t)PAGE_MASK, MMIO_WINDOW_SIZE,
			"the MMIO window is full" },
	};
	const uintptr_t before = memory_map_device("test", uart_page, 4);
	uintptr_t virt = 1;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const error = memory_try_map_device(
			"test", cases[i].phys, cases[i].size, &virt);

		kernel_assert(error != NULL);
		kernel_assert(strcmp(error, cases[i].error) == 0);
		kernel_assert(virt == 1);
	}
	kernel_assert(memory_map_device("test", uart_page, 4) == before);
}
