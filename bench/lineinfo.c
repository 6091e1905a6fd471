/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * lineinfo ELF
 *
 * Prints what Linux's LINEINFO coding takes for an ELF: how many rows, and how
 * many bytes. Written anew from its description, a yardstick: of each address
 * of the line programs the last row; in blocks of 64, for each of which an
 * index has 4 bytes of address and 4 of where it begins; a row is three numbers
 * of LEB128, the changes of address, file and line from the row before it, a
 * block's first row from nothing. It knows no inlined calls. Paths are not
 * counted.
 */
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <err.h>
#include <fcntl.h>
#include <gelf.h>
#include <inttypes.h>
#include <search.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK       64
#define INDEX_ENTRY 8

struct row {
	uint64_t addr;
	uint32_t order; /* in which it was read */
	uint32_t file;
	int line;
};

struct rows {
	struct row *rows;
	size_t count, room;
};

struct range {
	uint64_t begin, end;
};

struct code {
	struct range *ranges;
	size_t count;
};

/* A path and its number, by path. */
struct path {
	const char *text;
	uint32_t number;
};

static int compare_paths(const void *a, const void *b)
{
	const struct path *x = a, *y = b;

	return strcmp(x->text, y->text);
}

/* The numbers of paths, the first one's 0. A path of the row before is likely. */
static uint32_t number_of(const char *text)
{
	static void *paths;
	static struct path *last;
	static uint32_t count;
	struct path *path, **found;

	if (last != NULL && last->text == text) {
		return last->number;
	}
	path = malloc(sizeof(*path));
	if (path == NULL) {
		err(1, "a path");
	}
	*path = (struct path){ text, count };
	found = tsearch(path, &paths, compare_paths);
	if (found == NULL) {
		err(1, "a path");
	}
	if (*found == path) {
		count++;
	} else {
		free(path);
	}
	last = *found;
	return last->number;
}

static void read_code(Elf *elf, struct code *code)
{
	Elf_Scn *section = NULL;
	GElf_Shdr head;

	while ((section = elf_nextscn(elf, section)) != NULL) {
		if (gelf_getshdr(section, &head) == NULL ||
			(head.sh_flags & SHF_EXECINSTR) == 0) {
			continue;
		}
		code->ranges = reallocarray(
			code->ranges, code->count + 1, sizeof(*code->ranges));
		if (code->ranges == NULL) {
			err(1, "sections");
		}
		code->ranges[code->count++] = (struct range){ head.sh_addr,
			head.sh_addr + head.sh_size };
	}
}

static bool is_code(const struct code *code, uint64_t addr)
{
	for (size_t i = 0; i < code->count; i++) {
		if (addr >= code->ranges[i].begin &&
			addr < code->ranges[i].end) {
			return true;
		}
	}
	return false;
}

static void add_row(
	struct rows *rows, Dwarf_Addr addr, const char *path, int line)
{
	if (rows->count == rows->room) {
		rows->room = rows->room > 0 ? 2 * rows->room : 4096;
		rows->rows = reallocarray(
			rows->rows, rows->room, sizeof(*rows->rows));
		if (rows->rows == NULL) {
			err(1, "rows");
		}
	}
	rows->rows[rows->count] = (struct row){ addr, (uint32_t)rows->count,
		number_of(path), line };
	rows->count++;
}

static void read_unit(
	Dwarf_Die *unit, const struct code *code, struct rows *rows)
{
	Dwarf_Lines *lines;
	size_t count;

	if (dwarf_getsrclines(unit, &lines, &count) != 0) {
		return;
	}
	for (size_t i = 0; i < count; i++) {
		Dwarf_Line *row = dwarf_onesrcline(lines, i);
		const char *path = dwarf_linesrc(row, NULL, NULL);
		Dwarf_Addr addr;
		bool ends;
		int line;

		if (path != NULL && dwarf_lineaddr(row, &addr) == 0 &&
			dwarf_lineno(row, &line) == 0 &&
			dwarf_lineendsequence(row, &ends) == 0 && !ends &&
			is_code(code, addr)) {
			add_row(rows, addr, path, line);
		}
	}
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->addr != y->addr) {
		return x->addr < y->addr ? -1 : 1;
	}
	return (x->order > y->order) - (x->order < y->order);
}

/* Sorts them, and leaves the last one of each address. */
static void settle(struct rows *rows)
{
	size_t kept = 0;

	qsort(rows->rows, rows->count, sizeof(*rows->rows), compare_rows);
	for (size_t i = 0; i < rows->count; i++) {
		if (i + 1 == rows->count ||
			rows->rows[i].addr != rows->rows[i + 1].addr) {
			rows->rows[kept++] = rows->rows[i];
		}
	}
	rows->count = kept;
}

static size_t unsigned_bytes(uint64_t value)
{
	size_t bytes = 1;

	for (; value >> 7 != 0; value >>= 7) {
		bytes++;
	}
	return bytes;
}

/* One bit of it is the sign. */
static size_t signed_bytes(int64_t value)
{
	return unsigned_bytes(
		(value < 0 ? ~(uint64_t)value : (uint64_t)value) << 1);
}

static size_t bytes_of(const struct rows *rows)
{
	struct row before = { 0 };
	size_t bytes = 0;

	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->rows[i];

		if (i % BLOCK == 0) {
			before = (struct row){ .addr = row->addr };
			bytes += INDEX_ENTRY;
		}
		bytes += unsigned_bytes(row->addr - before.addr) +
			 signed_bytes((int64_t)row->file - before.file) +
			 signed_bytes((int64_t)row->line - before.line);
		before = *row;
	}
	return bytes;
}

int main(int argc, char **argv)
{
	struct code code = { 0 };
	struct rows rows = { 0 };
	Dwarf_CU *unit = NULL;
	Dwarf_Die die;
	Dwarf *dwarf;
	int fd;

	if (argc != 2) {
		errx(2, "usage: lineinfo ELF");
	}
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	dwarf = fd >= 0 ? dwarf_begin(fd, DWARF_C_READ) : NULL;
	if (dwarf == NULL) {
		errx(1, "%s: no DWARF to read", argv[1]);
	}
	read_code(dwarf_getelf(dwarf), &code);
	while (dwarf_get_units(dwarf, unit, &unit, NULL, NULL, &die, NULL) ==
		0) {
		read_unit(&die, &code, &rows);
	}
	if (rows.count == 0) {
		errx(1, "%s: no lines of code", argv[1]);
	}
	settle(&rows);
	printf("%zu %zu\n", rows.count, bytes_of(&rows));
	return 0;
}
