/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "space.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/marker.h"

/* The space that begins at FROM ends where SIZE bytes from ADDR on are used. */
static void limit_space(struct space *space, uint64_t from, uint64_t addr,
	uint64_t size, const char *kind, const char *name)
{
	const uint64_t distance = addr >= from         ? addr - from
				  : from - addr < size ? 0
						       : UINT64_MAX;

	if (distance < space->bytes) {
		space->bytes = distance;
		(void)snprintf(space->next, sizeof(space->next),
			"%s %.120s at 0x%" PRIx64, kind, name, addr);
	}
}

static void limit_by_segments(const struct layout *layout, struct space *space)
{
	for (size_t i = 0; i < layout->phdr_count; i++) {
		const uint64_t memory = layout_segment(layout, i, PHDR_MEMSZ);
		char number[24];

		if (i == space->segment || memory == 0 ||
			layout_segment(layout, i, PHDR_TYPE) != PT_LOAD) {
			continue;
		}
		(void)snprintf(number, sizeof(number), "%zu", i);
		limit_space(space, space->addr,
			layout_segment(layout, i, PHDR_VADDR), memory,
			"program header", number);
		limit_space(space, space->physical,
			layout_segment(layout, i, PHDR_PADDR),
			layout_segment(layout, i, PHDR_FILESZ),
			"the physical address of program header", number);
	}
}

static bool limit_by_sections(
	const struct layout *layout, struct space *space, struct error *err)
{
	for (size_t i = 1; i < layout->shdr_count; i++) {
		struct elf_section section;

		if (!elf_file_section(layout->file, i, &section, err)) {
			return false;
		}
		/* .tbss has addresses that others use. */
		if (i == space->section || section.shdr.sh_size == 0 ||
			(section.shdr.sh_flags & SHF_ALLOC) == 0 ||
			(section.shdr.sh_flags & SHF_TLS) != 0) {
			continue;
		}
		limit_space(space, space->addr, section.shdr.sh_addr,
			section.shdr.sh_size, "section", section.name);
	}
	return true;
}

static bool limit_by_symbol(
	const struct elf_symbol *symbol, void *context, struct error *err)
{
	struct space *space = context;
	const unsigned type = GELF_ST_TYPE(symbol->sym.st_info);
	const uint64_t value = symbol->sym.st_value;

	(void)err;
	if (symbol->section != SHN_UNDEF && type != STT_TLS &&
		type != STT_FILE && type != STT_SECTION &&
		(value > space->addr ||
			(value == space->addr && space->segment != SIZE_MAX)) &&
		!is_marker(symbol->name, space->name)) {
		limit_space(
			space, space->addr, value, 0, "symbol", symbol->name);
	}
	return true;
}

bool space_measure(
	const struct layout *layout, struct space *space, struct error *err)
{
	const uint64_t last =
		layout->file->word_size == 4 ? UINT32_MAX : UINT64_MAX;

	/* The last address stays free, so that each end is an address too. */
	space->bytes = space->addr <= last ? last - space->addr : 0;
	(void)snprintf(space->next, sizeof(space->next), "the last address");
	limit_by_segments(layout, space);
	/* A kernel without symbols may take them from a map. */
	return (!elf_file_has_symbols(layout->file) ||
		       elf_file_each_symbol(
			       layout->file, limit_by_symbol, space, err)) &&
	       limit_by_sections(layout, space, err);
}
