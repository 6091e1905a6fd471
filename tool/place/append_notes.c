/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "append_notes.h"

#include <stdlib.h>
#include <string.h>

#include "elf/move_symbols.h"

/* Notes are small, and aligned to little: what is not is something else. */
#define MAX_ALIGNMENT 256
#define MAX_BYTES     (UINT64_C(1) << 20)

/* What is found through its program header alone, and can be anywhere. */
static bool is_movable(const struct layout *layout, size_t segment)
{
	const uint64_t type = layout_segment(layout, segment, PHDR_TYPE);

	return type == PT_INTERP || type == PT_NOTE || type == PT_GNU_PROPERTY;
}

/* Extends the range by all of what can move and begins in it. */
static void take_movable(struct file_range *range, struct append_room *room)
{
	const struct layout *layout = range->layout;
	uint64_t end;

	room->begin = UINT64_MAX;
	do {
		end = range->end;
		for (size_t i = 0; i < layout->phdr_count; i++) {
			const uint64_t at =
				layout_segment(layout, i, PHDR_OFFSET);
			const uint64_t stop =
				at + layout_segment(layout, i, PHDR_FILESZ);

			if (!is_movable(layout, i) ||
				!file_range_has_segment(range, i)) {
				continue;
			}
			room->begin = at < room->begin ? at : room->begin;
			room->end = stop > room->end ? stop : room->end;
			range->end = stop > range->end ? stop : range->end;
		}
	} while (range->end > end);
}

/* Whether one of the segments that can move has all of the section. */
static bool is_held(const struct layout *layout, size_t section)
{
	const uint64_t at = layout_section(layout, section, SHDR_OFFSET);
	const uint64_t end = at + layout_section_bytes(layout, section);

	for (size_t i = 0; i < layout->phdr_count; i++) {
		const uint64_t begin = layout_segment(layout, i, PHDR_OFFSET);

		if (is_movable(layout, i) && at >= begin &&
			end - begin <= layout_segment(layout, i, PHDR_FILESZ)) {
			return true;
		}
	}
	return false;
}

static bool sections_can_move(
	const struct file_range *range, struct append_room *room)
{
	const struct layout *layout = range->layout;

	for (size_t i = 1; i < layout->shdr_count; i++) {
		const uint64_t alignment =
			layout_section(layout, i, SHDR_ADDRALIGN);

		if (!file_range_has_section(range, i)) {
			continue;
		}
		if (!is_held(layout, i) || alignment > MAX_ALIGNMENT ||
			layout_section(layout, i, SHDR_ADDR) - room->addr !=
				layout_section(layout, i, SHDR_OFFSET) -
					room->begin) {
			return false;
		}
		if (alignment > room->alignment) {
			room->alignment = alignment;
		}
	}
	return (room->alignment & (room->alignment - 1)) == 0;
}

static bool segments_can_move(
	const struct file_range *range, const struct append_room *room)
{
	const struct layout *layout = range->layout;

	for (size_t i = 0; i < layout->phdr_count; i++) {
		const uint64_t type = layout_segment(layout, i, PHDR_TYPE);

		if (!file_range_has_segment(range, i) || type == PT_LOAD ||
			type == PT_PHDR) {
			continue;
		}
		if (!is_movable(layout, i) ||
			layout_segment(layout, i, PHDR_VADDR) - room->addr !=
				layout_segment(layout, i, PHDR_OFFSET) -
					room->begin) {
			return false;
		}
	}
	return true;
}

struct reference {
	const struct append_room *room;
	bool found;
};

/*
 * What code may know the address of; not so the names that crt1.o brings. One
 * at the end is for code that knows the beginning too.
 */
static bool look_for_reference(
	const struct elf_symbol *symbol, void *context, struct error *err)
{
	struct reference *reference = context;
	const struct append_room *room = reference->room;
	const unsigned type = GELF_ST_TYPE(symbol->sym.st_info);

	(void)err;
	if (symbol->section != SHN_UNDEF && type != STT_SECTION &&
		type != STT_FILE && type != STT_TLS &&
		symbol->sym.st_value - room->addr < room->bytes &&
		symbol->name[0] != '$' &&
		strcmp(symbol->name, "__abi_tag") != 0) {
		reference->found = true;
	}
	return true;
}

/* Without a .symtab there is no knowing; it is a stripped program then. */
static bool is_referred_to(const struct layout *layout,
	const struct append_room *room, bool *referredp, struct error *err)
{
	struct reference reference = { .room = room };
	bool known = layout->file->debug != NULL;

	for (size_t i = 1; i < layout->shdr_count; i++) {
		known = known ||
			layout_section(layout, i, SHDR_TYPE) == SHT_SYMTAB;
	}
	if (known && !elf_file_each_symbol(layout->file, look_for_reference,
			     &reference, err)) {
		return false;
	}
	*referredp = !known || reference.found;
	return true;
}

/* Where the range begins in memory: in the first segment that has it. */
static uint64_t address_of(const struct layout *layout, uint64_t offset)
{
	for (size_t i = 0; i < layout->phdr_count; i++) {
		const uint64_t at = layout_segment(layout, i, PHDR_OFFSET);

		if (is_movable(layout, i) && offset == at) {
			return layout_segment(layout, i, PHDR_VADDR);
		}
	}
	return 0;
}

/* What stands behind the headers, if it can move; else ROOM says nothing. */
bool append_notes_find(
	struct file_range range, struct append_room *room, struct error *err)
{
	struct append_room found = *room;
	bool referred;

	take_movable(&range, &found);
	if (found.end <= found.begin || range.end - range.begin > MAX_BYTES) {
		return true;
	}
	found.addr = address_of(range.layout, found.begin);
	found.bytes = found.end - found.begin;
	if (!sections_can_move(&range, &found) ||
		!segments_can_move(&range, &found) ||
		!file_range_is_padding(&range)) {
		return true;
	}
	if (!is_referred_to(range.layout, &found, &referred, err)) {
		return false;
	}
	if (!referred) {
		*room = found;
	}
	return true;
}

static void shift(const struct layout *layout, unsigned char *header,
	enum elf_field field, uint64_t distance)
{
	elf_field_set(layout->file, header, field,
		elf_field_get(layout->file, header, field) + distance);
}

/* How far the range moves. */
struct distances {
	const struct append_room *room;
	uint64_t offset, addr;
};

static uint64_t moved_value(
	const GElf_Sym *sym, const char *name, const void *context)
{
	const struct distances *distances = context;
	const struct append_room *room = distances->room;

	(void)name;
	return sym->st_shndx != SHN_UNDEF &&
			       GELF_ST_TYPE(sym->st_info) != STT_TLS &&
			       sym->st_value - room->addr < room->bytes
		       ? sym->st_value + distances->addr
		       : sym->st_value;
}

static void move_parts(struct layout *layout, const struct distances *distances,
	uint64_t physical)
{
	const struct file_range range = { layout, distances->room->begin,
		distances->room->end };

	for (size_t i = 1; i < layout->shdr_count; i++) {
		if (file_range_has_section(&range, i)) {
			shift(layout, layout_shdr(layout, i), SHDR_OFFSET,
				distances->offset);
			shift(layout, layout_shdr(layout, i), SHDR_ADDR,
				distances->addr);
		}
	}
	for (size_t i = 0; i < layout->phdr_count; i++) {
		unsigned char *phdr = layout_phdr(layout, i);

		if (!is_movable(layout, i) ||
			!file_range_has_segment(&range, i)) {
			continue;
		}
		elf_field_set(layout->file, phdr, PHDR_PADDR,
			physical + layout_segment(layout, i, PHDR_OFFSET) -
				range.begin);
		shift(layout, phdr, PHDR_OFFSET, distances->offset);
		shift(layout, phdr, PHDR_VADDR, distances->addr);
	}
}

bool append_notes_move(struct layout *layout, const struct append_room *room,
	uint64_t offset, uint64_t addr, uint64_t physical, struct error *err)
{
	const struct distances distances = { room, offset - room->begin,
		addr - room->addr };
	const size_t size = (size_t)room->bytes;
	struct buffer bytes = { 0 };
	bool moved;

	move_parts(layout, &distances, physical);
	moved = buffer_append(&bytes, NULL, size, err) &&
		elf_file_read(
			layout->file, room->begin, bytes.data, size, err) &&
		layout_patch(layout, offset, bytes.data, size, err) &&
		layout_patch(layout, room->begin, NULL, size, err) &&
		move_symbols(layout, moved_value, &distances, err);
	free(bytes.data);
	return moved;
}
