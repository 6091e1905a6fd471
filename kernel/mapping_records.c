/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "mapping_records.h"

#include <kernel/panic.h>

bool mapping_records_full(const struct mapping_records *records)
{
	return records->count == MAPPING_RECORDS_MAX;
}

void mapping_records_add(
	struct mapping_records *records, const struct mapping *mapping)
{
	size_t at = records->count;

	kernel_assert(!mapping_records_full(records));
	while (at > 0 && records->items[at - 1].virt.range.start >
				 mapping->virt.range.start) {
		records->items[at] = records->items[at - 1];
		at--;
	}
	records->items[at] = *mapping;
	records->count++;
}

const struct mapping *mapping_records_find_device(
	const struct mapping_records *records, struct phys_region pages)
{
	for (size_t i = 0; i < records->count; i++) {
		const struct mapping *const mapping = &records->items[i];

		if (mapping->attributes.device &&
			memory_region_equal(mapping->phys.range, pages.range)) {
			return mapping;
		}
	}
	return NULL;
}

const struct mapping *mapping_records_find_memory(
	const struct mapping_records *records, struct phys_region pages)
{
	for (size_t i = 0; i < records->count; i++) {
		const struct mapping *const mapping = &records->items[i];

		if (!mapping->attributes.device &&
			memory_region_overlap(
				mapping->phys.range, pages.range)) {
			return mapping;
		}
	}
	return NULL;
}
