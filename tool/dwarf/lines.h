/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Source lines and inlined calls of an ELF, from its DWARF, versions 2 to 5:
 * for each address a file, a line, and the calls that were inlined there.
 */
#ifndef KSYM_TOOL_LINES_H
#define KSYM_TOOL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "elf/elf_file.h"

/* The library that reads them, or "none". */
extern const char *const lines_library;

/* An index of nothing: no call, no file. */
#define LINES_NONE UINT32_MAX

/* From ADDR to the next row, or without end if it is the last. */
struct lines_row {
	uint64_t addr; /* link-time */
	uint32_t call; /* the innermost; LINES_NONE: in no known function */
	uint32_t file; /* LINES_NONE: unknown */
	uint32_t line; /* from 1; 0: unknown */
};

/*
 * A function out of line, or an inlined call. Instances that are inlined the
 * same way, of copies too, are one.
 */
struct lines_call {
	uint32_t parent; /* which it is inlined into; LINES_NONE: out of line */
	uint32_t function;
	uint32_t file, line; /* of the call, in PARENT; or LINES_NONE, 0 */
};

struct lines_function {
	const char *name;    /* within its scopes: a::b; NULL: unknown */
	const char *linkage; /* its symbol's name where that differs, or NULL */
	uint32_t file, line; /* where it is declared; or LINES_NONE, 0 */
};

/* Addresses from BEGIN up to, not including, END. */
struct lines_range {
	uint64_t begin, end;
};

/* What could not be read, for warnings. */
struct lines_losses {
	size_t units;         /* there are */
	size_t left_out;      /* units whose DWARF is wrong */
	size_t missing;       /* units whose other file was not found */
	struct error first;   /* which the first left out was, and why */
	struct error lacking; /* the first of those: a .dwo, or one of dwz */
};

/*
 * All is owned by it, sorted and without duplicates. A row tells of more than
 * the row before it. Where no line is known a row has neither call nor file,
 * and line 0.
 */
struct lines {
	struct lines_row *rows; /* by ascending address */
	size_t row_count;
	struct lines_call *calls; /* each after its parent */
	size_t call_count;
	struct lines_function *functions;
	size_t function_count;
	const char **files; /* paths, without `.`, `..` and `//` */
	size_t file_count;
	/*
	 * Return addresses, and functions all of whose calls are among them, as
	 * DW_AT_call_all_calls states. gcc states it of functions that call
	 * nothing too, and so does clang where it optimizes: a function of
	 * theirs that is not described calls something that is not listed.
	 * Calls in an asm statement are listed nowhere, nor are those that -pg
	 * makes; rustc and assemblers list none.
	 */
	uint64_t *returns;
	size_t return_count;
	struct lines_range *described; /* disjoint */
	size_t described_count;
	struct lines_losses losses;
	struct lines_memory *memory;
};

/*
 * Reads the DWARF of FILE, or of its debug file, with split units from their
 * .dwo files or from a package beside either, PATH.dwp. Paths below
 * STRIP_PREFIX become relative to it; NULL: below the directory that all
 * compilation directories have in common; "": none. Units that are wrong are
 * left out and counted. No DWARF at all is an error, and so is a ksym built
 * without libdw. After an error nothing is left to free.
 *
 * Whatever FILE says, time and memory grow with the size of its DWARF,
 * unpacked, and no faster: some 100 bytes of memory for each of it at most, and
 * 200 MB. DWARF that is more than 32 times FILE's size and 64 MB is an error.
 * Entries may share lists, names, abbreviations and .dwo files; where these
 * come to more in all than that size allows the unit is left out, or FILE is an
 * error. libdw maps .dwo files and those of dwz: one that is cut off while it
 * is read ends the program.
 */
bool lines_read(const struct elf_file *file, const char *strip_prefix,
	struct lines *lines, struct error *err);
void lines_free(struct lines *lines);

/* The row that holds ADDR; NULL: none does. O(log n). */
const struct lines_row *lines_find(const struct lines *lines, uint64_t addr);

#endif
