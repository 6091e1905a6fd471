/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What libdw makes of abbreviations it makes anew for each unit, though units
 * may share them, and it looks through all attributes of an entry, though an
 * entry may have no bytes of them. So they are bounded before it sees them.
 */
#include <dwarf.h>
#include <inttypes.h>

#include "reading.h"

/* Of an entry; compilers give it some 20. */
#define MOST_ATTRIBUTES 1000

/* A walk over the units of a section. */
struct units {
	struct reading *reading;
	struct error *err;
	struct section_bytes abbreviations;
	struct cursor cursor;
};

/* Passes an abbreviation; false: it has too many attributes. */
static bool pass(struct cursor *cursor)
{
	unsigned count = 0;
	uint64_t name, form;

	(void)cursor_uleb(cursor); /* tag */
	cursor_skip(cursor, 1);    /* whether it has children */
	do {
		name = cursor_uleb(cursor);
		form = cursor_uleb(cursor);
		if (form == DW_FORM_implicit_const) {
			(void)cursor_sleb(cursor);
		}
		if (count++ > MOST_ATTRIBUTES) {
			return false;
		}
	} while ((name != 0 || form != 0) && !cursor->overrun);
	return true;
}

/* Spends bytes of abbreviations. */
static bool spend(struct units *units, uint64_t size)
{
	struct reading *reading = units->reading;

	if (size > reading->abbreviations_left) {
		return fail_unit(reading, units->err,
			"%s: more abbreviations than the file's size allows",
			reading->file.path);
	}
	reading->abbreviations_left -= size;
	return true;
}

/* How many bytes the abbreviations at OFFSET have. */
static bool measure(struct units *units, uint64_t offset, uint32_t *sizep)
{
	struct reading *reading = units->reading;
	struct cursor cursor =
		section_cursor(units->abbreviations, reading->file.big_endian);
	const unsigned char *start;

	cursor_skip(&cursor, offset);
	start = cursor.at;
	if (start == cursor.end) {
		*sizep = 0;
		return true;
	}
	if (address_map_get(&reading->abbreviations_by_place, start, sizep)) {
		return true;
	}
	while (cursor_uleb(&cursor) != 0) {
		const uint64_t at =
			(uint64_t)(cursor.at - units->abbreviations.data);

		if (!pass(&cursor)) {
			return fail_unit(reading, units->err,
				"%s: abbreviation at .debug_abbrev+0x%" PRIx64
				": more than %d attributes",
				reading->file.path, at - 1, MOST_ATTRIBUTES);
		}
	}
	*sizep = (uint32_t)(cursor.at - start);
	return spend(units, *sizep) &&
	       address_map_set(&reading->abbreviations_by_place, start, *sizep,
		       units->err);
}

/* Passes a unit, whose header says where its abbreviations are. */
static bool pass_unit(struct units *units)
{
	struct cursor *cursor = &units->cursor;
	uint64_t length = cursor_number(cursor, 4), offset;
	const unsigned size = length == 0xffffffff ? 8 : 4;
	struct cursor unit;
	uint32_t bytes;

	length = size == 8 ? cursor_number(cursor, 8) : length;
	unit = *cursor;
	cursor_skip(cursor, length);
	if (cursor_number(&unit, 2) >= 5) {
		cursor_skip(&unit, 2); /* kind, size of addresses */
	}
	offset = cursor_number(&unit, size);
	return measure(units, offset, &bytes) && spend(units, bytes);
}

void abbreviations_allow(
	struct reading *reading, struct section_bytes abbreviations)
{
	/* To look at them, and for one unit. */
	reading->abbreviations_left += 2 * (uint64_t)abbreviations.size;
}

static struct units units_of(struct reading *reading,
	const struct dwarf_sections *sections, struct section_bytes bytes,
	struct error *err)
{
	return (struct units){ reading, err, sections->abbrev,
		section_cursor(bytes, reading->file.big_endian) };
}

bool abbreviations_check(struct reading *reading,
	const struct dwarf_sections *sections, struct error *err)
{
	const struct section_bytes both[] = { sections->info, sections->types };

	for (unsigned i = 0; i < 2; i++) {
		struct units units = units_of(reading, sections, both[i], err);

		while (units.cursor.at < units.cursor.end) {
			if (!pass_unit(&units)) {
				return false;
			}
		}
	}
	return true;
}

bool abbreviations_check_unit(struct reading *reading,
	const struct dwarf_sections *sections, Dwarf_Die *root,
	struct error *err)
{
	struct units units = units_of(reading, sections, sections->info, err);

	cursor_skip(
		&units.cursor, dwarf_dieoffset(root) - dwarf_cuoffset(root));
	return pass_unit(&units);
}
