/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * dwarf_rows [-p PREFIX] [-d DEBUG] [-c] ELF [ADDR...]: what tool/dwarf reads.
 * For each address, or each row, a line a frame, innermost first, as `0xADDR
 * FUNCTION (inlined) FILE:LINE`, the last without `(inlined)`; -: addresses
 * come from standard input. -c: return addresses instead, and where they are
 * all known.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"
#include "dwarf/lines.h"

static void print_place(const struct lines *lines, uint32_t file, uint32_t line)
{
	if (line == 0 || file == LINES_NONE) {
		printf("?:0\n");
	} else {
		printf("%s:%" PRIu32 "\n", lines->files[file], line);
	}
}

static void print_row(
	const struct lines *lines, uint64_t addr, const struct lines_row *row)
{
	uint32_t file = row->file, line = row->line, i = row->call;

	while (i != LINES_NONE) {
		const struct lines_call *call = &lines->calls[i];
		const struct lines_function *function =
			&lines->functions[call->function];

		printf("0x%" PRIx64 " %s%s ", addr,
			function->name != NULL ? function->name : "?",
			call->parent != LINES_NONE ? " (inlined)" : "");
		print_place(lines, file, line);
		file = call->file;
		line = call->line;
		i = call->parent;
	}
	if (row->call == LINES_NONE) {
		printf("0x%" PRIx64 " ? ", addr);
		print_place(lines, file, line);
	}
}

static void print_address(const struct lines *lines, const char *word)
{
	const struct lines_row none = { 0, LINES_NONE, LINES_NONE, 0 };
	const struct lines_row *row;
	uint64_t addr;

	if (!number_address(word, &addr)) {
		fprintf(stderr, "dwarf_rows: %s: no address\n", word);
		exit(2);
	}
	row = lines_find(lines, addr);
	print_row(lines, addr, row != NULL ? row : &none);
}

static void print_stream(const struct lines *lines)
{
	char word[64];

	while (scanf("%63s", word) == 1) {
		print_address(lines, word);
	}
}

static void print_calls(const struct lines *lines)
{
	for (size_t i = 0; i < lines->return_count; i++) {
		printf("return 0x%" PRIx64 "\n", lines->returns[i]);
	}
	for (size_t i = 0; i < lines->described_count; i++) {
		printf("described 0x%" PRIx64 " 0x%" PRIx64 "\n",
			lines->described[i].begin, lines->described[i].end);
	}
}

static void print_losses(const struct lines *lines)
{
	const struct lines_losses *losses = &lines->losses;

	if (losses->left_out > 0) {
		fprintf(stderr, "%zu of %zu units left out: %s\n",
			losses->left_out, losses->units, losses->first.text);
	}
	if (losses->missing > 0) {
		fprintf(stderr,
			"%zu of %zu units without their other file: %s\n",
			losses->missing, losses->units, losses->lacking.text);
	}
}

static void print(const struct lines *lines, bool calls, char *const *words)
{
	if (calls) {
		print_calls(lines);
	} else if (words[0] != NULL && strcmp(words[0], "-") == 0) {
		print_stream(lines);
	} else if (words[0] != NULL) {
		for (; words[0] != NULL; words++) {
			print_address(lines, words[0]);
		}
	} else {
		for (size_t i = 0; i < lines->row_count; i++) {
			print_row(lines, lines->rows[i].addr, &lines->rows[i]);
		}
	}
}

struct options {
	const char *prefix, *debug;
	bool calls;
};

/* The index of the first word that is no option. */
static int read_options(int argc, char **argv, struct options *options)
{
	int i = 1;

	for (; i + 1 < argc && argv[i][0] == '-'; i++) {
		switch (argv[i][1]) {
		case 'p':
			i++;
			/* "-": what the directories have in common. */
			options->prefix =
				strcmp(argv[i], "-") != 0 ? argv[i] : NULL;
			break;
		case 'd':
			options->debug = argv[++i];
			break;
		default:
			options->calls = true;
			break;
		}
	}
	return i;
}

int main(int argc, char **argv)
{
	struct options options = { .prefix = "" };
	const int i = read_options(argc, argv, &options);
	struct elf_file file;
	struct lines lines;
	struct error err = { .text = "" };
	bool opened = false;

	if (i >= argc || !(opened = elf_file_open(&file, argv[i], &err)) ||
		(options.debug != NULL &&
			!elf_file_open_debug(&file, options.debug, &err)) ||
		!lines_read(&file, options.prefix, &lines, &err)) {
		fprintf(stderr, "dwarf_rows: %s\n", err.text);
		if (opened) {
			elf_file_close(&file);
		}
		return 1;
	}
	print_losses(&lines);
	print(&lines, options.calls, argv + i + 1);
	lines_free(&lines);
	elf_file_close(&file);
	return 0;
}
