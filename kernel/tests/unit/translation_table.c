/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <arch/translation_table.h>

#include <stddef.h>

#include "support/kernel_test.h"

KERNEL_TEST(translation_table_sizes)
{
	const struct translation_tables *const tables = NULL;

	kernel_assert(sizeof(tables->level3[0]) == 65536);
	kernel_assert(sizeof(tables->level2[0]) == 8);
	kernel_assert(sizeof(*tables) == 131088);
	kernel_assert(offsetof(struct translation_tables, level3) == 0);
	kernel_assert(offsetof(struct translation_tables, level2) == 131072);
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

KERNEL_TEST(translation_table_attributes_read_back)
{
	for (unsigned int bits = 0; bits < 8; bits++) {
		const struct page_attributes made = {
			.device = (bits & 1) != 0,
			.writable = (bits & 2) != 0,
			.executable = (bits & 4) != 0,
		};
		const struct page_attributes read =
			page_attributes(page_descriptor(0xffffffff0000, made));

		kernel_assert(read.device == made.device);
		kernel_assert(read.writable == made.writable);
		kernel_assert(read.executable == made.executable);
	}
}
