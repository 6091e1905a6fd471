/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/address.h>

#include "support/kernel_test.h"

#define LAST_PAGE 0xffffffffffff0000

static bool is(struct memory_region region, uint64_t start, uint64_t size)
{
	return region.start == start && region.size == size;
}

KERNEL_TEST(address_offset_in_its_page)
{
	kernel_assert(page_offset(0) == 0);
	kernel_assert(page_offset(65535) == 65535);
	kernel_assert(page_offset(65536) == 0);
	kernel_assert(page_offset(65636) == 100);
	kernel_assert(page_offset(UINT64_MAX) == 65535);
}

KERNEL_TEST(address_of_a_pointer)
{
	static const char bytes[2];

	kernel_assert(virt_of(&bytes[1]).value == (uintptr_t)bytes + 1);
}

KERNEL_TEST(region_may_end_with_the_last_address_and_not_wrap)
{
	struct memory_region region = { 1, 2 };

	kernel_assert(!memory_region_make(UINT64_MAX, 2, &region));
	kernel_assert(!memory_region_make(2, UINT64_MAX, &region));
	kernel_assert(!memory_region_make(LAST_PAGE, 0x10001, &region));
	kernel_assert(is(region, 1, 2));

	kernel_assert(memory_region_make(LAST_PAGE, 0x10000, &region));
	kernel_assert(is(region, LAST_PAGE, 0x10000));
	kernel_assert(memory_region_make(1, UINT64_MAX, &region));
	kernel_assert(memory_region_make(UINT64_MAX, 1, &region));
	kernel_assert(memory_region_make(UINT64_MAX, 0, &region));
	kernel_assert(is(region, UINT64_MAX, 0));
}

KERNEL_TEST(region_contains_its_addresses)
{
	const struct memory_region middle = { 0x1000, 0x10 };
	const struct memory_region top = { LAST_PAGE, 0x10000 };
	const struct memory_region empty = { 0x1000, 0 };

	kernel_assert(!memory_region_contains(middle, 0xfff));
	kernel_assert(memory_region_contains(middle, 0x1000));
	kernel_assert(memory_region_contains(middle, 0x100f));
	kernel_assert(!memory_region_contains(middle, 0x1010));
	kernel_assert(memory_region_contains(top, UINT64_MAX));
	kernel_assert(!memory_region_contains(top, 0));
	kernel_assert(!memory_region_contains(empty, 0x1000));
}

KERNEL_TEST(region_addresses_by_offset)
{
	const struct virt_region virt = { { LAST_PAGE, 0x10000 } };
	const struct phys_region phys = { { 0x80000, 0x20000 } };

	kernel_assert(virt_at(virt, 0).value == LAST_PAGE);
	kernel_assert(virt_at(virt, 0xffff).value == UINT64_MAX);
	kernel_assert(phys_at(phys, 0x1ffff).value == 0x9ffff);
}

KERNEL_TEST(region_overlap_is_mutual)
{
	static const struct {
		struct memory_region other;
		bool overlap;
	} cases[] = {
		{ { 0x1000, 0x10 }, true },
		{ { 0x1004, 4 }, true },
		{ { 0x100f, 1 }, true },
		{ { 0xfff, 2 }, true },
		{ { 0, UINT64_MAX }, true },
		{ { 0xff0, 0x10 }, false },
		{ { 0x1010, 0x10 }, false },
		{ { LAST_PAGE, 0x10000 }, false },
		{ { 0x1004, 0 }, false },
	};
	const struct memory_region region = { 0x1000, 0x10 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct memory_region other = cases[i].other;

		kernel_assert(memory_region_overlap(region, other) ==
			      cases[i].overlap);
		kernel_assert(memory_region_overlap(other, region) ==
			      cases[i].overlap);
	}
}

KERNEL_TEST(region_equal_is_start_and_size)
{
	const struct memory_region region = { 0x1000, 0x10 };

	kernel_assert(memory_region_equal(region, region));
	kernel_assert(!memory_region_equal(
		region, (struct memory_region){ 0x1000, 0x11 }));
	kernel_assert(!memory_region_equal(
		region, (struct memory_region){ 0x1001, 0x10 }));
}

KERNEL_TEST(region_in_whole_pages)
{
	static const struct {
		struct memory_region region;
		struct memory_region pages;
	} cases[] = {
		{ { 0, 1 }, { 0, 0x10000 } },
		{ { 0xffff, 1 }, { 0, 0x10000 } },
		{ { 0xffff, 2 }, { 0, 0x20000 } },
		{ { 0x10000, 0x10000 }, { 0x10000, 0x10000 } },
		{ { 0x10000, 0x10001 }, { 0x10000, 0x20000 } },
		{ { 0x3f201000, 0x1000 }, { 0x3f200000, 0x10000 } },
		{ { UINT64_MAX, 1 }, { LAST_PAGE, 0x10000 } },
		{ { 0x10000, 0xfffffffffffeffff }, { 0x10000, LAST_PAGE } },
		{ { 0x10004, 0 }, { 0x10000, 0 } },
	};
	struct memory_region pages = { 1, 2 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		kernel_assert(memory_region_to_pages(cases[i].region, &pages));
		kernel_assert(memory_region_equal(pages, cases[i].pages));
	}
}

KERNEL_TEST(region_of_all_pages_is_refused)
{
	const struct memory_region all_but_one = { 0, UINT64_MAX };
	struct memory_region pages = { 1, 2 };

	kernel_assert(!memory_region_to_pages(all_but_one, &pages));
	kernel_assert(is(pages, 1, 2));
}

KERNEL_TEST(region_taken_from_the_start)
{
	struct memory_region region = { LAST_PAGE - 0x20000, 0x30000 };
	struct memory_region taken = { 1, 2 };

	kernel_assert(!memory_region_take(&region, 0, &taken));
	kernel_assert(!memory_region_take(&region, 0x30001, &taken));
	kernel_assert(is(taken, 1, 2));
	kernel_assert(is(region, LAST_PAGE - 0x20000, 0x30000));

	kernel_assert(memory_region_take(&region, 0x20000, &taken));
	kernel_assert(is(taken, LAST_PAGE - 0x20000, 0x20000));
	kernel_assert(is(region, LAST_PAGE, 0x10000));

	/* Up to the last address */
	kernel_assert(memory_region_take(&region, 0x10000, &taken));
	kernel_assert(is(taken, LAST_PAGE, 0x10000));
	kernel_assert(region.size == 0);
	kernel_assert(!memory_region_take(&region, 1, &taken));
}
