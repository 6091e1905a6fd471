/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "raw_image.h"

/* The physical address of a section: by the segment that has its bytes. */
static uint64_t physical_address(const struct layout *layout, size_t section)
{
	const uint64_t addr = layout_section(layout, section, SHDR_ADDR);
	const uint64_t offset = layout_section(layout, section, SHDR_OFFSET);

	for (size_t i = 0; i < layout->phdr_count; i++) {
		const uint64_t skip =
			offset - layout_segment(layout, i, PHDR_OFFSET);

		if (layout_segment(layout, i, PHDR_TYPE) == PT_LOAD &&
			skip < layout_segment(layout, i, PHDR_FILESZ) &&
			addr - layout_segment(layout, i, PHDR_VADDR) == skip) {
			return layout_segment(layout, i, PHDR_PADDR) + skip;
		}
	}
	return addr;
}

uint64_t raw_image_size(const struct layout *layout)
{
	uint64_t begin = UINT64_MAX, end = 0;

	for (size_t i = 1; i < layout->shdr_count; i++) {
		const uint64_t bytes = layout_section_bytes(layout, i);
		uint64_t at;

		if ((layout_section(layout, i, SHDR_FLAGS) & SHF_ALLOC) == 0 ||
			bytes == 0) {
			continue;
		}
		at = physical_address(layout, i);
		begin = at < begin ? at : begin;
		end = at + bytes > end ? at + bytes : end;
	}
	return end > begin ? end - begin : 0;
}
