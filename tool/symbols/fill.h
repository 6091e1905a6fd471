/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Bytes behind code that a linker or an assembler put there to fill it up. */
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
	const struct sections *sections; /* empty: nothing can be told */
	size_t section;                  /* whose bytes are at hand */
	const unsigned char *bytes;      /* libelf's; NULL: no fill there */
};

/*
 * Cuts the size of LABEL, a range of its section, before the fill that reaches
 * its end: 64 or more equal bytes, or equal instructions. A section of nothing
 * else has none.
 */
bool fill_trim(struct fill *fill, struct symbol *label, struct error *err);

#endif
