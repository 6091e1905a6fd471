/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Fill: what linkers and assemblers put after code. */
#ifndef KSYM_TOOL_FILL_H
#define KSYM_TOOL_FILL_H

#include <stdbool.h>

#include "elf/elf_file.h"
#include "core/error.h"
#include "sections.h"
#include "symbol_list.h"

/* Where to look. Set file and sections, zero the rest. */
struct fill {
	const struct elf_file *file;
	const struct sections *sections; /* empty: fill is unknown */
	size_t section;                  /* whose bytes are loaded */
	const unsigned char *bytes;      /* libelf's; NULL: no fill there */
};

/*
 * Cuts the size of LABEL, a range of its section, to end before fill at its
 * end: 64 or more equal bytes, or equal instructions. A section of equal bytes
 * only has no fill.
 */
bool fill_trim(struct fill *fill, struct symbol *label, struct error *err);

#endif
