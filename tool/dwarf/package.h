/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A package of split units: FILE.dwp beside FILE. */
#ifndef KSYM_TOOL_PACKAGE_H
#define KSYM_TOOL_PACKAGE_H

#include "interner.h"
#include "split.h"

/* Zero-initialise before use. */
struct package {
	Elf *elf; /* NULL: there is none */
	bool tried;
	struct split_sections whole;

	/* Of the index. */
	struct section_bytes columns; /* and rows of offsets, rows of sizes */
	uint32_t column_count, row_count;
	struct interner ids;
	uint32_t *rows; /* by number of the id, from 1; 0: taken */
};

/* Takes the split unit of ID whose skeleton is ROOT, if the package has it. */
bool package_find(struct reading *reading, uint64_t id, Dwarf_Die *root,
	Dwarf_Die *splitp, struct error *err);
void package_free(struct package *package);

#endif
