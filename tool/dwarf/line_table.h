/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A line table of .debug_line, versions 2 to 5: its header with directories and
 * files, and the rows that its program yields. By sequence, since a linker
 * that discards code leaves sequences at addresses of other code.
 */
#ifndef KSYM_TOOL_LINE_TABLE_H
#define KSYM_TOOL_LINE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "cursor.h"

/* The sections that it is read from. */
struct line_sections {
	struct section_bytes line, str, line_str;
	bool big_endian;
};

struct line_file {
	const char *name;
	uint64_t directory; /* an index, which may be wrong */
	uint32_t path;      /* its number, or LINES_NONE: not yet known */
};

struct line_table {
	uint64_t offset; /* in .debug_line */
	unsigned version;
	unsigned instruction; /* bytes, the least */
	unsigned operations;  /* of an instruction, at most; at least 1 */
	int line_base;
	unsigned line_range, opcode_base;
	const unsigned char *lengths; /* of opcode 1 and on: operands */
	struct cursor program;
	bool taken;              /* its rows were */
	const char *compilation; /* the unit's directory, or NULL */
	const char **directories;
	size_t directory_count, directory_capacity;
	struct line_file *files;
	size_t file_count, file_capacity;
};

/*
 * Reads the header at OFFSET of a unit that was compiled in the directory
 * COMPILATION. *LEFTP, how many bytes tables may still have, becomes less: it
 * is an error if they are more than that. Errors say what is wrong with which
 * offset, without a path. The texts are the sections'. Free it after an error
 * too.
 */
bool line_table_read(const struct line_sections *sections, uint64_t offset,
	const char *compilation, uint64_t *leftp, struct line_table *table,
	struct error *err);
void line_table_free(struct line_table *table);

/* Adds a file that the program defines. */
bool line_table_add_file(struct line_table *table, const char *name,
	uint64_t directory, struct error *err);

/* The directory in which the unit was compiled, or "". */
const char *line_table_compilation(const struct line_table *table);

/* The file of that number, or NULL. */
struct line_file *line_table_file(struct line_table *table, uint64_t number);

struct line_program_row {
	uint64_t addr;
	uint64_t file; /* a number, which may be wrong */
	uint32_t line;
	uint32_t order; /* among all */
};

/* Rows [first, first + count) by ascending address, from BEGIN up to END. */
struct line_sequence {
	size_t first, count;
	uint64_t begin, end;
};

/* Zero-initialise before use; may be used for one table after the other. */
struct line_rows {
	struct line_program_row *rows;
	size_t count, capacity;
	struct line_sequence *sequences;
	size_t sequence_count, sequence_capacity;
};

/* Replaces ROWS by those of TABLE, which may get further files. */
bool line_table_run(
	struct line_table *table, struct line_rows *rows, struct error *err);
void line_rows_free(struct line_rows *rows);

#endif
