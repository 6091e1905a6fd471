/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "page_allocator.h"

#include "support/kernel_test.h"

/* Three pages, the last that there are. */
static const struct virt_region pool = { { 0xfffffffffffd0000, 0x30000 } };

KERNEL_TEST(page_allocator_gives_upwards)
{
	struct page_allocator allocator = { 0 };
	struct virt_region pages;

	page_allocator_init(&allocator, pool);
	kernel_assert(page_allocator_take(&allocator, 1, &pages));
	kernel_assert(pages.range.start == 0xfffffffffffd0000);
	kernel_assert(pages.range.size == 0x10000);
	kernel_assert(page_allocator_take(&allocator, 2, &pages));
	kernel_assert(pages.range.start == 0xfffffffffffe0000);
	kernel_assert(pages.range.size == 0x20000);
	kernel_assert(!page_allocator_take(&allocator, 1, &pages));
}

KERNEL_TEST(page_allocator_refuses_and_goes_on)
{
	struct page_allocator allocator = { 0 };
	struct virt_region pages = { { 1, 2 } };

	kernel_assert(!page_allocator_take(&allocator, 1, &pages));
	page_allocator_init(&allocator, pool);
	kernel_assert(!page_allocator_take(&allocator, 0, &pages));
	kernel_assert(!page_allocator_take(&allocator, 4, &pages));

	/* 2^48 + 1 pages are one page, in 64 bits of bytes. */
	kernel_assert(!page_allocator_take(
		&allocator, (UINT64_C(1) << 48) + 1, &pages));
	kernel_assert(!page_allocator_take(&allocator, UINT64_MAX, &pages));
	kernel_assert(pages.range.start == 1 && pages.range.size == 2);
	kernel_assert(page_allocator_take(&allocator, 3, &pages));
	kernel_assert(pages.range.start == 0xfffffffffffd0000);
}
