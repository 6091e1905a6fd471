/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What is mapped in the kernel's address space, and for whom. */
#ifndef MAPPING_RECORDS_H
#define MAPPING_RECORDS_H

#include <kernel/address.h>

#define MAPPING_RECORDS_MAX 32

/* Pages, as many virtual as physical; those who share them have one each. */
struct mapping {
	const char *name; /* lives as long as the record */
	struct virt_region virt;
	struct phys_region phys;
	struct page_attributes attributes;
};

/* All zeros: empty. */
struct mapping_records {
	struct mapping items[MAPPING_RECORDS_MAX]; /* by virtual address */
	size_t count;
};

bool mapping_records_full(const struct mapping_records *records);

/* Adds mapping, behind those of the same pages. Panics if records is full. */
void mapping_records_add(
	struct mapping_records *records, const struct mapping *mapping);

/* The first record of a device at just these pages, or NULL. */
const struct mapping *mapping_records_find_device(
	const struct mapping_records *records, struct phys_region pages);

/* The first record of normal memory with one of these pages, or NULL. */
const struct mapping *mapping_records_find_memory(
	const struct mapping_records *records, struct phys_region pages);

/* Logs the records as a table; those who share a mapping below each other. */
void mapping_records_print(const struct mapping_records *records);

#endif
