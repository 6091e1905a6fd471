/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <kernel/address.h>

#include <kernel/panic.h>

bool memory_region_make(
	uint64_t start, uint64_t size, struct memory_region *regionp)
{
	if (size != 0 && size - 1 > UINT64_MAX - start) {
		return false;
	}
	*regionp = (struct memory_region){ start, size };
	return true;
}

bool memory_region_to_pages(
	struct memory_region region, struct memory_region *pagesp)
{
	const uint64_t start = region.start - page_offset(region.start);
	uint64_t last;

	if (region.size == 0) {
		*pagesp = (struct memory_region){ start, 0 };
		return true;
	}
	last = memory_region_at(region, region.size - 1) | PAGE_MASK;
	if (last - start == UINT64_MAX) {
		return false;
	}
	*pagesp = (struct memory_region){ start, last - start + 1 };
	return true;
}

bool memory_region_take(struct memory_region *region, uint64_t size,
	struct memory_region *takenp)
{
	if (size == 0 || size > region->size) {
		return false;
	}
	*takenp = (struct memory_region){ region->start, size };
	region->start += size;
	region->size -= size;
	return true;
}

bool memory_region_contains(struct memory_region region, uint64_t addr)
{
	return addr >= region.start && addr - region.start < region.size;
}

bool memory_region_equal(struct memory_region a, struct memory_region b)
{
	return a.start == b.start && a.size == b.size;
}

bool memory_region_overlap(struct memory_region a, struct memory_region b)
{
	return (b.size != 0 && memory_region_contains(a, b.start)) ||
	       (a.size != 0 && memory_region_contains(b, a.start));
}

uint64_t memory_region_at(struct memory_region region, uint64_t offset)
{
	kernel_assert(offset < region.size);
	return region.start + offset;
}
