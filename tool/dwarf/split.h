/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Split units that libdw does not find itself, in a package (before 0.191) or
 * in a .dwo file with type units of version 5. Each is given to libdw as an ELF
 * of its own, of pieces of the file's sections.
 */
#ifndef KSYM_TOOL_SPLIT_H
#define KSYM_TOOL_SPLIT_H

#include <elfutils/libdw.h>

#include "core/error.h"
#include "cursor.h"

/* What one unit is made of, or several. */
struct split_sections {
	struct section_bytes info, abbrev, str, str_offsets, rnglists;
};

struct split_unit {
	Elf *elf;
	Dwarf *dwarf;
};

/* Zero-initialise before use. */
struct split {
	struct split_unit *units;
	size_t unit_count, unit_capacity;
};

struct reading;

/* The sections of a package or of a .dwo file, which outlive the units. */
struct split_sections split_sections_of(Elf *elf);

/*
 * UNIT, whose skeleton is ROOT, becomes the unit at hand. *SPLITP: its first
 * entry, as it was where there is none.
 */
bool split_take(struct reading *reading, const struct split_sections *unit,
	Dwarf_Die *root, Dwarf_Die *splitp, struct error *err);

void split_free(struct split *split);

#endif
