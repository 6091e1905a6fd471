/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What is shared by the files that read DWARF into a struct lines. */
#ifndef KSYM_TOOL_READING_H
#define KSYM_TOOL_READING_H

#include <elfutils/libdw.h>

#include "address_map.h"
#include "core/buffer.h"
#include "elf/elf_file.h"
#include "interner.h"
#include "line_table.h"
#include "lines.h"
#include "owners.h"
#include "package.h"
#include "range_lists.h"

/* A function as entries of debugging information tell of it. */
struct function_facts {
	struct lines_function function; /* no names yet */
	uint32_t name, linkage;         /* numbers of texts, or LINES_NONE */
	const void *declaration;        /* the entry that its scopes hold */
};

/* Sections of a file with DWARF. */
struct dwarf_sections {
	struct line_sections lines;
	struct section_bytes info, types, abbrev;
	struct section_bytes ranges, rnglists, addr;
};

/* What a name is in: a namespace, a type, a function. */
struct scope {
	uint32_t outer; /* what that is in; LINES_NONE: none */
	const char *name;
};

/* Addresses at which a call, a function or the unit has code. */
struct call_range {
	uint64_t begin, end;
	uint32_t call;  /* LINES_NONE: the unit */
	uint32_t depth; /* of calls; 0: the unit */
};

/* The rank of a run that begins with a function that a symbol names. */
#define RANK_NAMED 2

/* Rows [first, first + count) hold from the first of them up to END. */
struct run {
	size_t first, count;
	uint64_t begin, end;
	unsigned rank; /* 0: of no function; or RANK_NAMED */
};

struct reading {
	struct elf_file file;   /* opened anew: libdw changes its sections */
	const char *image_path; /* of the file that may have FILE beside it */
	Dwarf *dwarf;
	struct split split;
	struct package package;
	Elf **dwos; /* files whose units were taken */
	size_t dwo_count, dwo_capacity;
	struct interner dwo_names; /* paths that were looked for */
	bool *dwo_lost;            /* by number: in vain */
	size_t dwo_lost_capacity;
	struct lines_range *code; /* executable sections */
	size_t code_count, code_capacity;

	struct owners owners;
	struct interner paths, texts;
	struct buffer path; /* to put one together */
	struct address_map functions_by_entry, scopes_by_entry;
	struct address_map abbreviations_by_place; /* their bytes */
	struct address_map tables_by_unit, tables_by_place, sections_by_dwarf;
	struct function_facts *functions;
	size_t function_count, function_capacity;
	struct scope *scopes;
	size_t scope_count, scope_capacity;
	struct dwarf_sections *sections; /* of each file with DWARF */
	size_t section_count, section_capacity;
	struct line_table **tables;
	size_t table_count, table_capacity;

	struct lines_call *calls;
	size_t call_count, call_capacity;
	struct lines_row *rows;
	size_t row_count, row_capacity;
	struct run *runs;
	size_t run_count, run_capacity;
	uint64_t *returns;
	size_t return_count, return_capacity;
	struct lines_range *described;
	size_t described_count, described_capacity;

	/* Of the unit at hand. */
	struct range_lists range_lists; /* of what its entries are read from */
	struct call_range *ranges;
	size_t range_count, range_capacity;
	struct line_rows program;
	bool is_bounded; /* it says where it has code */
	/* What the file may still have in all, lest it takes for ever. */
	uint64_t ranges_left;
	uint64_t entries_left;       /* bytes of units */
	uint64_t text_left;          /* bytes of names and paths */
	uint64_t table_left;         /* bytes of line tables */
	uint64_t dwo_units_left;     /* of files that several units name */
	uint64_t abbreviations_left; /* bytes, again for each unit */
	bool bad; /* the error is the unit's DWARF, not ours */
};

/* Sets an error of the unit, as an expression of the value false. */
#define fail_unit(reading, err, ...) \
	((reading)->bad = true, fail((err), __VA_ARGS__))

/*
 * open.c: opens FILE, or its debug file, for READING, which is zero but for a
 * file descriptor of -1. Close it after an error too.
 */
bool reading_open(struct reading *reading, const struct elf_file *file,
	struct error *err);
void reading_close(struct reading *reading);

/*
 * texts.c: takes LENGTH bytes from those of names and paths that are left: very
 * long ones may be wanted again and again. Where too few are left an error.
 */
bool text_spend(struct reading *reading, uint64_t length, struct error *err);

/* Takes those of COUNT texts. */
bool text_spend_all(struct reading *reading, const char *const texts[],
	size_t count, struct error *err);

/* Finds or adds a name or a path, whose bytes are spent. */
bool text_intern(struct reading *reading, struct interner *interner,
	const void *text, size_t length, uint32_t *numberp, struct error *err);

/* abbreviations.c: those of a file, or of a part, may be read. */
void abbreviations_allow(
	struct reading *reading, struct section_bytes abbreviations);

/* Whether a file with SECTIONS has few enough of them. */
bool abbreviations_check(struct reading *reading,
	const struct dwarf_sections *sections, struct error *err);

/* The same for one unit, which begins with ROOT. */
bool abbreviations_check_unit(struct reading *reading,
	const struct dwarf_sections *sections, Dwarf_Die *root,
	struct error *err);

/* scopes.c: adds the scope NAME, which stays, in OUTER or in none. */
bool scope_add(struct reading *reading, uint32_t outer, const char *name,
	uint32_t *numberp, struct error *err);

/* Adds the text a::b of the text NAME in SCOPE. */
bool scope_name(struct reading *reading, uint32_t scope, uint32_t name,
	uint32_t *fullp, struct error *err);

/* functions.c: the number of the function that ENTRY tells of, or LINES_NONE. */
bool function_of_entry(struct reading *reading, Dwarf_Die *entry,
	uint32_t *functionp, struct error *err);

/* tables.c: a section with debugging information; of 0 bytes: there is none. */
struct section_bytes table_section(Elf *elf, const char *name);

/* Takes the sections of DWARF's file; texts that do not end are an error. */
bool table_take_sections(
	struct reading *reading, Dwarf *dwarf, struct error *err);

/* Those that were taken, or NULL. */
const struct dwarf_sections *table_sections(
	const struct reading *reading, Dwarf *dwarf);

/* The line table that file numbers in UNIT refer to; NULL: none. */
bool table_of_unit(struct reading *reading, Dwarf_CU *unit,
	struct line_table **tablep, struct error *err);

/* The same table for SPLIT, the other part of the unit. */
bool table_share(struct reading *reading, Dwarf_CU *unit, Dwarf_CU *split,
	struct error *err);

/* The number of the path of a file of TABLE, or LINES_NONE. */
bool table_path(struct reading *reading, struct line_table *table,
	uint64_t number, uint32_t *pathp, struct error *err);

/* dwo.c: takes the split unit of ID whose skeleton is ROOT from its file. */
bool dwo_find(struct reading *reading, uint64_t id, Dwarf_Die *root,
	Dwarf_Die *splitp, struct error *err);

/* tree.c: the calls and ranges below ROOT, a unit's first entry. */
bool tree_read(struct reading *reading, Dwarf_Die *root, struct error *err);

/* ranges.c: at the addresses of ENTRY there is CALL, in DEPTH others. */
bool ranges_add(struct reading *reading, Dwarf_Die *entry, uint32_t call,
	uint32_t depth, struct error *err);

/* Makes reading->ranges disjoint and sorted: the deepest holds. */
bool ranges_settle(struct reading *reading, struct error *err);

/* Makes TOTAL ranges disjoint and sorted; returns how many are left. */
size_t ranges_unite(struct lines_range *all, size_t total);

/* rows.c: appends rows of reading->program and the settled ranges. */
bool rows_append(struct reading *reading, struct line_table *table,
	size_t first_call, struct error *err);

/* files.c: the COUNT paths of those NUMBERS, below STRIP_PREFIX relative. */
bool files_take(struct reading *reading, const uint32_t *numbers, size_t count,
	const char *strip_prefix, struct lines *lines, struct error *err);

/* finish.c: moves what rows need to LINES, in the order of addresses. */
bool lines_finish(struct reading *reading, const char *strip_prefix,
	struct lines *lines, struct error *err);

#endif
