/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>

#include "core/array.h"
#include "elf/debug_section.h"
#include "elf/split_file.h"
#include "reading.h"

static bool find_code(struct reading *reading, struct error *err)
{
	struct elf_section_walk walk = elf_section_walk(&reading->file);

	while (elf_section_next(&walk, err)) {
		const GElf_Shdr *shdr = &walk.section.shdr;
		struct lines_range *code;

		if ((shdr->sh_flags & (SHF_ALLOC | SHF_EXECINSTR)) !=
				(SHF_ALLOC | SHF_EXECINSTR) ||
			shdr->sh_size > UINT64_MAX - shdr->sh_addr) {
			continue;
		}
		code = array_room(reading->code, reading->code_count + 1,
			&reading->code_capacity, sizeof(*code), err);
		if (code == NULL) {
			return false;
		}
		reading->code = code;
		code[reading->code_count++] =
			(struct lines_range){ shdr->sh_addr,
				shdr->sh_addr + shdr->sh_size };
	}
	reading->code_count = ranges_unite(reading->code, reading->code_count);
	return !walk.failed;
}

/* What a file is read with, several times what compilers make. */
static bool set_limits(struct reading *reading, struct error *err)
{
	const uint64_t most = reading->file.size * 32 + (64U << 20);
	uint64_t size;

	if (!debug_sections_size(&reading->file, &size, err)) {
		return false;
	}
	if (size > most) {
		return fail(err,
			"%s: no lines: its DWARF would take %" PRIu64
			" bytes unpacked, of a file of its size at most %" PRIu64,
			reading->file.path, size, most);
	}
	size += reading->file.size;
	reading->ranges_left = size / 4 + (1U << 20);
	reading->entries_left = size * 16 + (1U << 30);
	reading->text_left = size * 4 + (64U << 20);
	reading->dwo_units_left = size / 8 + (1U << 18);
	reading->abbreviations_left = size + (16U << 20);
	return true;
}

bool reading_open(
	struct reading *reading, const struct elf_file *file, struct error *err)
{
	const char *path = elf_file_with_symbols(file)->path;

	reading->image_path = file->path;
	if (!elf_file_open(&reading->file, path, err) ||
		!set_limits(reading, err) ||
		!debug_sections_unpack(&reading->file, err) ||
		!find_code(reading, err) ||
		!owners_read_symbols(reading, err)) {
		return false;
	}
	reading->dwarf = dwarf_begin_elf(reading->file.elf, DWARF_C_READ, NULL);
	return reading->dwarf != NULL ||
	       fail(err,
		       "%s: no lines: %s; what helps: to compile with -g, --debug-file",
		       path, dwarf_errmsg(-1));
}

void reading_close(struct reading *reading)
{
	for (size_t i = 0; i < reading->table_count; i++) {
		line_table_free(reading->tables[i]);
		free(reading->tables[i]);
	}
	free(reading->tables);
	free(reading->code);
	owners_free(&reading->owners);
	interner_free(&reading->paths);
	interner_free(&reading->texts);
	free(reading->path.data);
	free(reading->functions_by_entry.slots);
	free(reading->scopes_by_entry.slots);
	free(reading->abbreviations_by_place.slots);
	free(reading->tables_by_unit.slots);
	free(reading->tables_by_place.slots);
	free(reading->sections_by_dwarf.slots);
	free(reading->functions);
	free(reading->scopes);
	free(reading->sections);
	free(reading->calls);
	free(reading->rows);
	free(reading->runs);
	free(reading->returns);
	free(reading->described);
	free(reading->ranges);
	line_rows_free(&reading->program);
	split_free(&reading->split);
	package_free(&reading->package);
	for (size_t i = 0; i < reading->dwo_count; i++) {
		split_elf_free(reading->dwos[i]);
	}
	free(reading->dwos);
	interner_free(&reading->dwo_names);
	free(reading->dwo_lost);
	(void)dwarf_end(reading->dwarf);
	elf_file_close(&reading->file);
}
