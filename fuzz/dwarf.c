/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Reads the lines of any ELF, which is also its own package of split units.
 * What is read must be in order and refer to nothing that is not there.
 */
#include "core/error.h"
#include "dwarf/lines.h"
#include "elf/elf_file.h"
#include "fuzz.h"

static void check_rows(const struct lines *lines)
{
	for (size_t i = 0; i < lines->row_count; i++) {
		const struct lines_row *row = &lines->rows[i];

		PROMISE(i == 0 || row[-1].addr < row->addr);
		PROMISE(i == 0 || row[-1].call != row->call ||
			row[-1].file != row->file || row[-1].line != row->line);
		PROMISE(row->call == LINES_NONE ||
			row->call < lines->call_count);
		PROMISE(row->file == LINES_NONE ||
			row->file < lines->file_count);
		PROMISE(lines_find(lines, row->addr) == row);
	}
}

static void check_calls(const struct lines *lines)
{
	for (size_t i = 0; i < lines->call_count; i++) {
		const struct lines_call *call = &lines->calls[i];

		PROMISE(call->parent == LINES_NONE || call->parent < i);
		PROMISE(call->function < lines->function_count);
		PROMISE(call->file == LINES_NONE ||
			call->file < lines->file_count);
	}
	for (size_t i = 0; i < lines->function_count; i++) {
		const uint32_t file = lines->functions[i].file;

		PROMISE(file == LINES_NONE || file < lines->file_count);
	}
}

static void check_returns(const struct lines *lines)
{
	for (size_t i = 1; i < lines->return_count; i++) {
		PROMISE(lines->returns[i - 1] < lines->returns[i]);
	}
	for (size_t i = 0; i < lines->described_count; i++) {
		const struct lines_range *range = &lines->described[i];

		PROMISE(range->begin < range->end);
		PROMISE(i == 0 || range[-1].end < range->begin);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file("in", data, size);
	struct error err = { .text = "" };
	struct elf_file file;
	struct lines lines;

	(void)fuzz_file("in.dwp", data, size);
	if (!elf_file_open(&file, path, &err)) {
		return 0;
	}
	if (lines_read(&file, NULL, &lines, &err)) {
		check_rows(&lines);
		check_calls(&lines);
		check_returns(&lines);
		lines_free(&lines);
	} else {
		PROMISE(err.text[0] != '\0');
	}
	elf_file_close(&file);
	return 0;
}

/* Most often debugging information changes. */
size_t LLVMFuzzerCustomMutator(
	uint8_t *data, size_t size, size_t room, unsigned int seed)
{
	return seed % 4 == 0 ? fuzz_mutate_file(data, size, room, seed)
			     : fuzz_mutate_dwarf(data, size, room, seed);
}
