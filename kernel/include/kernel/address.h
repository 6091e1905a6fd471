/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Addresses and ranges of them. Virtual and physical are types of their own, so
 * that the compiler refuses one in the other's place. What could leave the 64
 * bits of an address is refused or asserted here. From any context.
 */
#ifndef KERNEL_ADDRESS_H
#define KERNEL_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <arch/translation_table.h>

struct virt_addr {
	uint64_t value;
};

struct phys_addr {
	uint64_t value;
};

/*
 * The addresses [start, start + size), of either kind. The last one is at most
 * UINT64_MAX, where start + size is 0; with a size of 0 there are none.
 */
struct memory_region {
	uint64_t start;
	uint64_t size; /* bytes */
};

struct virt_region {
	struct memory_region range;
};

struct phys_region {
	struct memory_region range;
};

/* Returns false, *regionp unchanged, if the region would wrap. */
bool memory_region_make(
	uint64_t start, uint64_t size, struct memory_region *regionp);

/*
 * The whole pages that hold region. Returns false, *pagesp unchanged, if those
 * are all 2^64 bytes, whose number is no size.
 */
bool memory_region_to_pages(
	struct memory_region region, struct memory_region *pagesp);

/*
 * Takes size bytes, at least 1, off the start of *region. Returns false, with
 * nothing changed, if it has fewer.
 */
bool memory_region_take(struct memory_region *region, uint64_t size,
	struct memory_region *takenp);

bool memory_region_contains(struct memory_region region, uint64_t addr);
bool memory_region_equal(struct memory_region a, struct memory_region b);

/* Whether an address is in both. */
bool memory_region_overlap(struct memory_region a, struct memory_region b);

/* The address offset bytes into region; panics if it is not in there. */
uint64_t memory_region_at(struct memory_region region, uint64_t offset);

static inline struct virt_addr virt_at(
	struct virt_region region, uint64_t offset)
{
	return (struct virt_addr){ memory_region_at(region.range, offset) };
}

static inline struct phys_addr phys_at(
	struct phys_region region, uint64_t offset)
{
	return (struct phys_addr){ memory_region_at(region.range, offset) };
}

static inline struct virt_addr virt_of(const volatile void *pointer)
{
	return (struct virt_addr){ (uintptr_t)pointer };
}

/* How far into its page addr is, in bytes. */
static inline uint64_t page_offset(uint64_t addr)
{
	return addr & PAGE_MASK;
}

#endif
