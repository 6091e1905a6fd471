/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Gives out pages of virtual addresses, upwards and for good. */
#ifndef PAGE_ALLOCATOR_H
#define PAGE_ALLOCATOR_H

#include <kernel/address.h>

/* All zeros: one that has nothing to give. */
struct page_allocator {
	struct virt_region free;
};

/* Starts with pool, whole pages. */
void page_allocator_init(
	struct page_allocator *allocator, struct virt_region pool);

/*
 * Takes count pages, at least 1, that follow each other. Returns false, with
 * nothing changed, if so many are not left.
 */
bool page_allocator_take(struct page_allocator *allocator, uint64_t count,
	struct virt_region *pagesp);

#endif
