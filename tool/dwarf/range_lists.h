/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Lists of address ranges: .debug_ranges up to version 4, .debug_rnglists from
 * version 5 on. Read an entry at a time, since one list may be many entries'.
 */
#ifndef KSYM_TOOL_RANGE_LISTS_H
#define KSYM_TOOL_RANGE_LISTS_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdint.h>

#include "cursor.h"

struct reading;

/* What the lists of a unit are read with. */
struct range_lists {
	struct section_bytes lists;
	struct section_bytes addresses; /* those that have an index, from 0 on */
	uint64_t first;   /* where offsets in .debug_ranges count from */
	uint64_t offsets; /* where the offsets of lists with an index are */
	uint64_t base;    /* of ranges, the unit's first address */
	Dwarf_Half version;
	uint8_t address_size, offset_size;
	bool big_endian;
};

struct range_list {
	const struct range_lists *lists;
	struct cursor cursor;
	uint64_t base;
};

/*
 * Those of the unit whose first entry is ROOT; if SPLIT is not NULL, those of
 * its other part, which begins with that.
 */
struct range_lists range_lists_of(
	const struct reading *reading, Dwarf_Die *root, Dwarf_Die *split);

/* The addresses that the unit whose first entry is ROOT has by index. */
struct section_bytes range_lists_addresses(
	const struct reading *reading, Dwarf_Die *root);

/* Begins with the list that ATTR, an attribute of the unit up to END, names. */
struct range_list range_list_begin(const struct range_lists *lists,
	Dwarf_Attribute *attr, const unsigned char *end);

/*
 * Takes an entry. A range, from *BEGINP up to *ENDP, which may be empty, or
 * none, which is empty; false: the list has ended, or does not, and then
 * LIST->cursor.overrun is set.
 */
bool range_list_next(struct range_list *list, uint64_t *beginp, uint64_t *endp);

#endif
