/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * columns ELF
 *
 * Prints the rows of an ELF as columns, for xz and for who draws addresses: how
 * many rows and calls there are, as 2 numbers of 8 bytes; the rows' addresses,
 * 8 bytes each; their calls, files and lines; the calls' parents, functions,
 * files and lines; 4 bytes each, 0xffffffff for none.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "dwarf/lines.h"
#include "elf/elf_file.h"

static void put(const void *bytes, size_t size)
{
	if (fwrite(bytes, size, 1, stdout) != 1) {
		err(1, "standard output");
	}
}

/* A member of each record, those of rows and of calls alike. */
static void put_column(const void *first, size_t step, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		put((const char *)first + i * step, sizeof(uint32_t));
	}
}

static void put_lines(const struct lines *lines)
{
	const uint64_t counts[] = { lines->row_count, lines->call_count };
	const struct lines_row *rows = lines->rows;
	const struct lines_call *calls = lines->calls;

	put(counts, sizeof(counts));
	for (size_t i = 0; i < lines->row_count; i++) {
		put(&rows[i].addr, sizeof(rows[i].addr));
	}
	put_column(&rows->call, sizeof(*rows), lines->row_count);
	put_column(&rows->file, sizeof(*rows), lines->row_count);
	put_column(&rows->line, sizeof(*rows), lines->row_count);
	put_column(&calls->parent, sizeof(*calls), lines->call_count);
	put_column(&calls->function, sizeof(*calls), lines->call_count);
	put_column(&calls->file, sizeof(*calls), lines->call_count);
	put_column(&calls->line, sizeof(*calls), lines->call_count);
}

int main(int argc, char **argv)
{
	struct elf_file file;
	struct lines lines;
	struct error failure = { .text = "" };

	if (argc != 2) {
		errx(2, "usage: columns ELF");
	}
	if (!elf_file_open(&file, argv[1], &failure) ||
		!lines_read(&file, NULL, &lines, &failure)) {
		errx(1, "%s", failure.text);
	}
	put_lines(&lines);
	lines_free(&lines);
	elf_file_close(&file);
	return 0;
}
