/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "mapping_records.h"

#include <kernel/string.h>

#include "support/kernel_test.h"

static struct mapping_records records;

static void add(const char *name, uint64_t virt, uint64_t phys, uint64_t size,
	bool device)
{
	const struct mapping mapping = {
		.name = name,
		.virt = { { virt, size } },
		.phys = { { phys, size } },
		.attributes = { .device = device, .writable = true },
	};

	mapping_records_add(&records, &mapping);
}

static bool is_called(const struct mapping *mapping, const char *name)
{
	return mapping != NULL && strcmp(mapping->name, name) == 0;
}

KERNEL_TEST(mapping_records_are_in_order)
{
	static const char expected[][2] = { "a", "b", "c", "d", "e" };

	records = (struct mapping_records){ 0 };
	add("b", 0x20000, 0x20000, 0x10000, true);
	add("e", 0xffffffffffff0000, 0x50000, 0x10000, true);
	add("a", 0x10000, 0x90000, 0x10000, false);
	add("c", 0x20000, 0x20000, 0x10000, true);
	add("d", 0x20000, 0x20000, 0x10000, true);

	kernel_assert(records.count == 5);
	for (size_t i = 0; i < 5; i++) {
		kernel_assert(is_called(&records.items[i], expected[i]));
	}
}

KERNEL_TEST(mapping_records_find_just_these_pages_of_a_device)
{
	records = (struct mapping_records){ 0 };
	add("memory", 0x10000, 0x10000, 0x10000, false);
	add("device", 0x20000, 0x40000, 0x20000, true);
	add("sharer", 0x20000, 0x40000, 0x20000, true);

	kernel_assert(
		is_called(mapping_records_find_device(&records,
				  (struct phys_region){ { 0x40000, 0x20000 } }),
			"device"));
	kernel_assert(
		mapping_records_find_device(&records,
			(struct phys_region){ { 0x40000, 0x10000 } }) == NULL);
	kernel_assert(
		mapping_records_find_device(&records,
			(struct phys_region){ { 0x50000, 0x20000 } }) == NULL);
	kernel_assert(
		mapping_records_find_device(&records,
			(struct phys_region){ { 0x10000, 0x10000 } }) == NULL);
}

KERNEL_TEST(mapping_records_find_memory_by_any_page)
{
	records = (struct mapping_records){ 0 };
	add("device", 0x10000, 0x10000, 0x10000, true);
	add("memory", 0x20000, 0x80000, 0x20000, false);

	kernel_assert(
		is_called(mapping_records_find_memory(&records,
				  (struct phys_region){ { 0x90000, 0x80000 } }),
			"memory"));
	kernel_assert(
		mapping_records_find_memory(&records,
			(struct phys_region){ { 0xa0000, 0x10000 } }) == NULL);
	kernel_assert(
		mapping_records_find_memory(&records,
			(struct phys_region){ { 0x10000, 0x10000 } }) == NULL);
}

KERNEL_TEST(mapping_records_fill_up)
{
	records = (struct mapping_records){ 0 };
	for (uint64_t i = MAPPING_RECORDS_MAX; i > 0; i--) {
		kernel_assert(!mapping_records_full(&records));
		add("one of many", i * PAGE_SIZE, i * PAGE_SIZE, PAGE_SIZE,
			true);
	}
	kernel_assert(mapping_records_full(&records));
	for (uint64_t i = 0; i < MAPPING_RECORDS_MAX; i++) {
		kernel_assert(records.items[i].virt.range.start ==
			      (i + 1) * PAGE_SIZE);
	}
}
