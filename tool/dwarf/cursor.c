/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "cursor.h"

#include <string.h>

#include "core/word.h"

static bool has(struct cursor *cursor, uint64_t size)
{
	if (size > (uint64_t)(cursor->end - cursor->at)) {
		cursor->overrun = true;
		cursor->at = cursor->end;
		return false;
	}
	return true;
}

struct cursor section_cursor(struct section_bytes section, bool big_endian)
{
	return (struct cursor){
		.at = section.data,
		.end = section.size > 0 ? section.data + section.size
					: section.data,
		.big_endian = big_endian,
	};
}

void cursor_skip(struct cursor *cursor, uint64_t size)
{
	/* Where there is no section, there is no address to add to. */
	if (size > 0 && has(cursor, size)) {
		cursor->at += size;
	}
}

uint64_t cursor_number(struct cursor *cursor, unsigned size)
{
	if (!has(cursor, size)) {
		return 0;
	}
	cursor->at += size;
	return word_load(cursor->at - size, size, cursor->big_endian);
}

/* The bits of a LEB128 number, of which *SHIFTP were there. */
static uint64_t leb(struct cursor *cursor, unsigned *shiftp, bool *negativep)
{
	uint64_t value = 0;
	unsigned shift = 0;
	unsigned char byte;

	do {
		if (!has(cursor, 1)) {
			return 0;
		}
		byte = *cursor->at++;
		value |= shift < 64 ? (uint64_t)(byte & 0x7f) << shift : 0;
		shift += shift < 64 ? 7 : 0;
	} while ((byte & 0x80) != 0);
	*shiftp = shift;
	*negativep = (byte & 0x40) != 0;
	return value;
}

uint64_t cursor_uleb(struct cursor *cursor)
{
	unsigned shift;
	bool negative;

	return leb(cursor, &shift, &negative);
}

int64_t cursor_sleb(struct cursor *cursor)
{
	unsigned shift = 64;
	bool negative = false;
	const uint64_t value = leb(cursor, &shift, &negative);

	return (int64_t)(negative && shift < 64 ? value | UINT64_MAX << shift
						: value);
}

const char *cursor_text(struct cursor *cursor)
{
	const void *text = cursor->at;
	const unsigned char *nul =
		memchr(text, '\0', (size_t)(cursor->end - cursor->at));

	if (nul == NULL) {
		(void)has(cursor, UINT64_MAX);
		return "";
	}
	cursor->at = nul + 1;
	return text;
}

struct section_bytes section_part(
	struct section_bytes section, uint64_t offset, uint64_t size)
{
	if (offset >= section.size || size > section.size - offset) {
		return (struct section_bytes){ 0 };
	}
	return (struct section_bytes){ section.data + offset, (size_t)size };
}

const char *section_text(struct section_bytes section, uint64_t offset)
{
	struct cursor cursor = section_cursor(section, false);
	const char *text;

	if (offset >= section.size) {
		return NULL;
	}
	cursor_skip(&cursor, offset);
	text = cursor_text(&cursor);
	return cursor.overrun ? NULL : text;
}
