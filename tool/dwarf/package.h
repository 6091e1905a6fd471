/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A package of split units, FILE.dwp, for a libdw that does not look for one
 * (before 0.191). Each unit is given to libdw as a file of its own, of sections
 * that are pieces of the package's.
 */
#ifndef KSYM_TOOL_PACKAGE_H
#define KSYM_TOOL_PACKAGE_H

#include <elfutils/libdw.h>

#include "cursor.h"
#include "elf/split_file.h"
#include "interner.h"

/* A unit that was taken from the package. */
struct packaged {
	Elf *elf;
	Dwarf *dwarf;
};

/* Zero-initialise before use. */
struct package {
	struct split_file file;
	bool tried;
	struct section_bytes info, abbrev, str, str_offsets, rnglists;
	struct section_bytes addr; /* the ELF's own */
	unsigned char *ranges;     /* the ELF's own, behind PACKAGE_RANGES */
	size_t ranges_size;

	/* Of the index. */
	struct section_bytes columns; /* and rows of offsets, rows of sizes */
	uint32_t column_count, row_count;
	struct interner ids;
	uint32_t *rows; /* by number of the id, from 1; 0: taken */

	struct packaged *units;
	size_t unit_count, unit_capacity;

	/* Of the unit at hand: the last of UNITS, or NULL. */
	Dwarf *dwarf;
	Dwarf_Half version;
	Dwarf_Addr base;      /* of its ranges */
	uint64_t ranges_base; /* the same of their offsets, up to version 4 */
	struct section_bytes lists; /* of its ranges, from version 5 on */
};

/*
 * Where .debug_ranges begin for libdw: to it, an offset of 0 is the first call
 * for an entry.
 */
#define PACKAGE_RANGES 16

struct reading;

/*
 * Finds the split unit of ID whose skeleton is ROOT. *SPLITP: its first entry;
 * .addr is NULL if no package has it.
 */
bool package_find(struct reading *reading, uint64_t id, Dwarf_Die *root,
	Dwarf_Die *splitp, struct error *err);

/*
 * Where libdw is to begin with ENTRY's ranges, and their base, if ENTRY is of
 * the packaged unit at hand; else *ATP becomes 0: as ever.
 */
void package_ranges(const struct reading *reading, Dwarf_Die *entry,
	ptrdiff_t *atp, Dwarf_Addr *basep);

void package_free(struct package *package);

#endif
