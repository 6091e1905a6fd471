/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the bytes of a table go to: symbols of one source file, or prefix. */
#ifndef KSYM_TOOL_BREAKDOWN_H
#define KSYM_TOOL_BREAKDOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "elf/elf_file.h"
#include "options.h"
#include "symbols/symbol_list.h"

struct breakdown_group {
	const char *name; /* the list's; NULL: of those without */
	size_t length;    /* of the name */
	uint64_t symbols;
	uint64_t letters; /* bytes of their names */
	uint64_t bytes;   /* of the table */
};

/* Zero-initialise before use. */
struct breakdown {
	struct breakdown_group *groups; /* the largest first */
	size_t count;
	uint64_t symbols, bytes; /* of all of them, and so of the table */
	struct symbol_list list;
};

/*
 * Selects the symbols of FILE, makes a table of them by the options and shares
 * its bytes among groups: what it would take without names evenly among the
 * symbols, what their names add by the length of these. Of a flat table that is
 * exact; in a compact one names share phrases, so that leaving out a group
 * saves about its share. Free it after an error too.
 */
bool breakdown_make(struct breakdown *breakdown, const struct options *options,
	const struct elf_file *file, struct error *err);
void breakdown_free(struct breakdown *breakdown);

#endif
