/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Reads numbers and texts one after the other, within bounds: what lies outside
 * is 0 or "", and ends the reading.
 */
#ifndef KSYM_TOOL_CURSOR_H
#define KSYM_TOOL_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a section; none where DATA is NULL. */
struct section_bytes {
	const unsigned char *data;
	size_t size;
};

struct cursor {
	const unsigned char *at, *end;
	bool big_endian;
	bool overrun; /* something lay outside */
};

/* At the start of SECTION. */
struct cursor section_cursor(struct section_bytes section, bool big_endian);

/* An unsigned number of SIZE bytes, 1 to 8. */
uint64_t cursor_number(struct cursor *cursor, unsigned size);
uint64_t cursor_uleb(struct cursor *cursor);
int64_t cursor_sleb(struct cursor *cursor);
const char *cursor_text(struct cursor *cursor);
void cursor_skip(struct cursor *cursor, uint64_t size);

/* The SIZE bytes at OFFSET of a section; none where they lie outside. */
struct section_bytes section_part(
	struct section_bytes section, uint64_t offset, uint64_t size);

/* The text at OFFSET of a section, or NULL where none ends within it. */
const char *section_text(struct section_bytes section, uint64_t offset);

#endif
