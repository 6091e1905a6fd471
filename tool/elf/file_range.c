/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "file_range.h"

#include <stdlib.h>
#include <string.h>

static bool overlaps(
	const struct file_range *range, uint64_t offset, uint64_t bytes)
{
	return bytes > 0 && offset < range->end &&
	       (offset >= range->begin || bytes > range->begin - offset);
}

bool file_range_has_segment(const struct file_range *range, size_t i)
{
	return overlaps(range, layout_segment(range->layout, i, PHDR_OFFSET),
		layout_segment(range->layout, i, PHDR_FILESZ));
}

bool file_range_has_section(const struct file_range *range, size_t i)
{
	return overlaps(range, layout_section(range->layout, i, SHDR_OFFSET),
		layout_section_bytes(range->layout, i));
}

/* Takes BYTES that stand at OFFSET out of what was read from the range. */
static void blank(const struct file_range *range, unsigned char *read,
	uint64_t offset, uint64_t bytes)
{
	const uint64_t from = offset > range->begin ? offset : range->begin;
	const uint64_t to =
		bytes < range->end - offset ? offset + bytes : range->end;

	if (overlaps(range, offset, bytes) && from < to) {
		memset(read + (from - range->begin), 0, (size_t)(to - from));
	}
}

bool file_range_is_padding(const struct file_range *range)
{
	const struct layout *layout = range->layout;
	const size_t size = (size_t)(range->end - range->begin);
	unsigned char *bytes = calloc(size, 1);
	struct error ignored = { 0 };
	bool zero = bytes != NULL && elf_file_read(layout->file, range->begin,
					     bytes, size, &ignored);

	if (zero) {
		blank(range, bytes, layout->file->ehdr.e_shoff,
			layout->shdrs.size);
	}
	for (size_t i = 1; i < layout->shdr_count && zero; i++) {
		blank(range, bytes, layout_section(layout, i, SHDR_OFFSET),
			layout_section_bytes(layout, i));
	}
	for (size_t i = 0; i < size && zero; i++) {
		zero = bytes[i] == 0;
	}
	free(bytes);
	return zero;
}
