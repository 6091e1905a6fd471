/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What lies in a range of an ELF's bytes. */
#ifndef KSYM_TOOL_FILE_RANGE_H
#define KSYM_TOOL_FILE_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "layout.h"

struct file_range {
	const struct layout *layout;
	uint64_t begin, end;
};

/* Whether the segment, or section, of that index has bytes in it. */
bool file_range_has_segment(const struct file_range *range, size_t i);
bool file_range_has_section(const struct file_range *range, size_t i);

/* Whether it is all zeros, apart from sections and the section header table. */
bool file_range_is_padding(const struct file_range *range);

#endif
