/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The attributes of one entry that lines depend on, read in one go. */
#ifndef KSYM_TOOL_ENTRY_H
#define KSYM_TOOL_ENTRY_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdint.h>

struct reading;

struct entry {
	const char *name, *linkage; /* libdw's, or NULL */
	uint64_t decl_file, decl_line;
	uint64_t call_file, call_line;
	uint64_t return_addr; /* of a call */
	bool has_decl_file, has_call_file;
	bool has_return;
	bool is_declaration;
	bool is_tail_call;
	bool lists_calls;          /* all that it has code for */
	bool has_ranges;           /* of addresses, maybe empty */
	Dwarf_Attribute abstract;  /* the entry that tells more, if .valp */
	Dwarf_Attribute specified; /* the same */
};

/* The end of the unit that DIE is in. */
const unsigned char *entry_unit_end(
	const struct reading *reading, Dwarf_Die *die);

/* The text of ATTR, one of DIE's; NULL: it has none that ends in its section. */
const char *entry_text(
	const struct reading *reading, Dwarf_Die *die, Dwarf_Attribute *attr);

/* False: libdw has an error. */
bool entry_read(
	const struct reading *reading, Dwarf_Die *die, struct entry *entry);

/* The entry that tells more; false: there is none, or not to be found. */
bool entry_origin(struct entry *entry, Dwarf_Die *originp);

#endif
