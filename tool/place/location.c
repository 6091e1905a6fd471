/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "location.h"

#include <inttypes.h>
#include <ksym.h>
#include <stddef.h>
#include <string.h>

#include "elf/segments.h"

#define NAME "ksym_location"

_Static_assert(sizeof(struct ksym_location) == 24, "as KSYM_LOCATION makes it");

bool location_patch(struct layout *layout,
	const struct reservation *reservation, bool *foundp, struct error *err)
{
	static const char magic[] = KSYM_LOCATION_MAGIC;
	const struct elf_file *file = layout->file;
	struct elf_symbol symbol;
	char found[sizeof(magic) - 1];
	uint64_t addr, offset;

	if (!elf_file_find_symbol(file, NAME, &symbol, foundp, err)) {
		return false;
	}
	if (!*foundp) {
		return true;
	}
	addr = symbol.sym.st_value;
	if (!segments_symbol_offset(file, &symbol, sizeof(struct ksym_location),
		    &offset, err) ||
		!elf_file_read(file, offset, found, sizeof(found), err)) {
		return false;
	}
	if (memcmp(found, magic, sizeof(found)) != 0) {
		return fail(err,
			"%s: " NAME " at 0x%" PRIx64
			" is something else, expected what KSYM_LOCATION makes",
			file->path, addr);
	}
	offset = layout_moved(layout, offset);
	return layout_check_own(
		       layout, offset, sizeof(struct ksym_location), 0, err) &&
	       layout_patch_number(layout,
		       offset + offsetof(struct ksym_location, distance),
		       sizeof(uint64_t), reservation->addr - addr, err) &&
	       layout_patch_number(layout,
		       offset + offsetof(struct ksym_location, size),
		       sizeof(uint64_t), reservation->size, err);
}
