/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "page_allocator.h"

#include <kernel/panic.h>

void page_allocator_init(
	struct page_allocator *allocator, struct virt_region pool)
{
	kernel_assert(page_offset(pool.range.start) == 0);
	kernel_assert(page_offset(pool.range.size) == 0);
	allocator->free = pool;
}

bool page_allocator_take(struct page_allocator *allocator, uint64_t count,
	struct virt_region *pagesp)
{
	return count <= UINT64_MAX / PAGE_SIZE &&
	       memory_region_take(&allocator->free.range, count * PAGE_SIZE,
		       &pagesp->range);
}
