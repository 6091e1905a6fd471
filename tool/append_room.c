/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "append_room.h"

#include <stdlib.h>
#include <string.h>

#include "move_symbols.h"

/*
 * No part of a file may begin where the new segment does and have a header
 * before the segment's: llvm-strip 14 takes the part for what holds the
 * segment, and loses the segment's alignment.
 */
#define FRONT 16

/* The range that is needed, and the parts that stand in it. */
struct wanted {
	const struct layout *layout;
	uint64_t begin, end;
};

static bool overlaps(
	const struct wanted *wanted, uint64_t offset, uint64_t bytes)
{
	return bytes > 0 && offset < wanted->end &&
	       (offset >= wanted->begin || bytes > wanted->begin - offset);
}

static bool segment_overlaps(const struct wanted *wanted, size_t i)
{
	return overlaps(wanted, layout_segment(wanted->layout, i, PHDR_OFFSET),
		layout_segment(wanted->layout, i, PHDR_FILESZ));
}

static bool section_overlaps(const struct wanted *wanted, size_t i)
{
	return overlaps(wanted, layout_section(wanted->layout, i, SHDR_OFFSET),
		layout_section_bytes(wanted->layout, i));
}

/*
 * PT_PHDR is for dynamic linkers alone, which want to know where a program is:
 * at its addresses, if it is ET_EXEC and not to be linked further.
 */
static size_t find_needless(const struct layout *layout)
{
	if (layout->file->ehdr.e_type != ET_EXEC ||
		layout_find_segment(layout, PT_INTERP) != SIZE_MAX ||
		layout_find_segment(layout, PT_DYNAMIC) != SIZE_MAX) {
		return SIZE_MAX;
	}
	return layout_find_segment(layout, PT_PHDR);
}

/* Where the headers are loaded, one more of them must be so too. */
static bool is_loaded_too(const struct wanted *wanted)
{
	const struct layout *layout = wanted->layout;
	const uint64_t first = wanted->begin - layout->phdrs.size;

	for (size_t i = 0; i < layout->phdr_count; i++) {
		const uint64_t at = layout_segment(layout, i, PHDR_OFFSET);
		const uint64_t bytes = layout_segment(layout, i, PHDR_FILESZ);

		if (layout_segment(layout, i, PHDR_TYPE) == PT_LOAD &&
			at <= first && wanted->begin - at <= bytes &&
			wanted->begin + layout->phdr_size - at > bytes) {
			return false;
		}
	}
	return true;
}

/* Takes BYTES that stand at OFFSET out of what was read from WANTED. */
static void blank(const struct wanted *wanted, unsigned char *read,
	uint64_t offset, uint64_t bytes)
{
	for (uint64_t at = wanted->begin; at < wanted->end; at++) {
		if (at >= offset && at - offset < bytes) {
			read[at - wanted->begin] = 0;
		}
	}
}

/* Whether all is zeros but sections, and section headers, which move anyway. */
static bool is_padding(const struct wanted *wanted, struct error *err)
{
	const struct layout *layout = wanted->layout;
	const size_t size = (size_t)(wanted->end - wanted->begin);
	unsigned char *bytes = calloc(size, 1);
	bool zero = true;

	if (bytes == NULL) {
		return fail(err, "out of memory");
	}
	if (!elf_file_read(layout->file, wanted->begin, bytes, size, err)) {
		free(bytes);
		return false;
	}
	blank(wanted, bytes, layout->file->ehdr.e_shoff, layout->shdrs.size);
	for (size_t i = 1; i < layout->shdr_count; i++) {
		blank(wanted, bytes, layout_section(layout, i, SHDR_OFFSET),
			layout_section_bytes(layout, i));
	}
	for (size_t i = 0; i < size; i++) {
		zero = zero && bytes[i] == 0;
	}
	free(bytes);
	return zero;
}

static bool is_free(const struct wanted *wanted)
{
	struct error ignored = { 0 };

	for (size_t i = 1; i < wanted->layout->shdr_count; i++) {
		if (section_overlaps(wanted, i)) {
			return false;
		}
	}
	return is_padding(wanted, &ignored);
}

/* What is found through its program header alone, and can be anywhere. */
static bool is_movable(const struct layout *layout, size_t segment)
{
	const uint64_t type = layout_segment(layout, segment, PHDR_TYPE);

	return type == PT_INTERP || type == PT_NOTE || type == PT_GNU_PROPERTY;
}

/* Extends the range by all of what can move and begins in it. */
static void take_movable(struct wanted *wanted, struct append_room *room)
{
	const struct layout *layout = wanted->layout;
	uint64_t end;

	room->begin = UINT64_MAX;
	do {
		end = wanted->end;
		for (size_t i = 0; i < layout->phdr_count; i++) {
			const uint64_t at =
				layout_segment(layout, i, PHDR_OFFSET);
			const uint64_t stop =
				at + layout_segment(layout, i, PHDR_FILESZ);

			if (!is_movable(layout, i) ||
				!segment_overlaps(wanted, i)) {
				continue;
			}
			room->begin = at < room->begin ? at : room->begin;
			room->end = stop > room->end ? stop : room->end;
			wanted->end = stop > wanted->end ? stop : wanted->end;
		}
	} while (wanted->end > end);
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
	const struct wanted *wanted, struct append_room *room)
{
	const struct layout *layout = wanted->layout;

	for (size_t i = 1; i < layout->shdr_count; i++) {
		const uint64_t alignment =
			layout_section(layout, i, SHDR_ADDRALIGN);

		if (!section_overlaps(wanted, i)) {
			continue;
		}
		if (!is_held(layout, i) || alignment > FRONT * FRONT ||
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
	const struct wanted *wanted, const struct append_room *room)
{
	const struct layout *layout = wanted->layout;

	for (size_t i = 0; i < layout->phdr_count; i++) {
		const uint64_t type = layout_segment(layout, i, PHDR_TYPE);

		if (!segment_overlaps(wanted, i) || type == PT_LOAD ||
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

/* What code may know the address of; not so the names that crt1.o brings. */
static bool look_for_reference(
	const struct elf_symbol *symbol, void *context, struct error *err)
{
	struct reference *reference = context;
	const struct append_room *room = reference->room;
	const unsigned type = GELF_ST_TYPE(symbol->sym.st_info);
	const uint64_t skip = symbol->sym.st_value - room->addr;

	(void)err;
	if (symbol->section != SHN_UNDEF && type != STT_SECTION &&
		type != STT_FILE && type != STT_TLS && skip <= room->bytes &&
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
static bool find_notes(
	struct wanted wanted, struct append_room *room, struct error *err)
{
	struct append_room found = *room;
	struct error ignored = { 0 };
	bool referred;

	take_movable(&wanted, &found);
	if (found.end == 0) {
		return true;
	}
	found.addr = address_of(wanted.layout, found.begin);
	found.bytes = found.end - found.begin;
	if (!sections_can_move(&wanted, &found) ||
		!segments_can_move(&wanted, &found) ||
		!is_padding(&wanted, &ignored)) {
		return true;
	}
	if (!is_referred_to(wanted.layout, &found, &referred, err)) {
		return false;
	}
	if (!referred) {
		*room = found;
	}
	return true;
}

bool append_room_find(const struct layout *layout, struct append_room *room,
	struct error *err)
{
	const uint64_t begin = layout->file->ehdr.e_phoff + layout->phdrs.size;
	const struct wanted wanted = { layout, begin,
		begin + layout->phdr_size };

	*room = (struct append_room){ .spare = layout_find_segment(
					      layout, PT_NULL),
		.alignment = FRONT };
	if (room->spare != SIZE_MAX) {
		return true;
	}
	if (is_loaded_too(&wanted) && is_free(&wanted)) {
		return true;
	}
	room->spare = find_needless(layout);
	if (room->spare != SIZE_MAX) {
		return true;
	}
	if (is_loaded_too(&wanted) && !find_notes(wanted, room, err)) {
		return false;
	}
	if (room->bytes == 0) {
		room->moves = true;
		room->bytes = layout->phdrs.size + layout->phdr_size;
	}
	return true;
}

uint64_t append_room_skip(const struct append_room *room, uint64_t addr)
{
	if (room->bytes == 0) {
		return 0;
	}
	return FRONT + (room->addr - (addr + FRONT)) % room->alignment;
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
	const struct wanted range = { layout, distances->room->begin,
		distances->room->end };

	for (size_t i = 1; i < layout->shdr_count; i++) {
		if (section_overlaps(&range, i)) {
			shift(layout, layout_shdr(layout, i), SHDR_OFFSET,
				distances->offset);
			shift(layout, layout_shdr(layout, i), SHDR_ADDR,
				distances->addr);
		}
	}
	for (size_t i = 0; i < layout->phdr_count; i++) {
		unsigned char *phdr = layout_phdr(layout, i);

		if (!is_movable(layout, i) || !segment_overlaps(&range, i)) {
			continue;
		}
		elf_field_set(layout->file, phdr, PHDR_PADDR,
			physical + layout_segment(layout, i, PHDR_OFFSET) -
				range.begin);
		shift(layout, phdr, PHDR_OFFSET, distances->offset);
		shift(layout, phdr, PHDR_VADDR, distances->addr);
	}
}

static bool move_notes(struct layout *layout, const struct append_room *room,
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

bool append_room_make(struct layout *layout, const struct append_room *room,
	uint64_t offset, uint64_t addr, uint64_t physical, struct error *err)
{
	const struct elf_file *file = layout->file;
	const size_t self = layout_find_segment(layout, PT_PHDR);

	if (room->moves) {
		elf_field_set(file, layout->ehdr, EHDR_PHOFF, offset);
	} else if (room->bytes > 0 &&
		   !move_notes(layout, room, offset, addr, physical, err)) {
		return false;
	}
	if (self != SIZE_MAX) {
		unsigned char *phdr = layout_phdr(layout, self);

		if (room->moves) {
			elf_field_set(file, phdr, PHDR_OFFSET, offset);
			elf_field_set(file, phdr, PHDR_VADDR, addr);
			elf_field_set(file, phdr, PHDR_PADDR, physical);
		}
		elf_field_set(file, phdr, PHDR_FILESZ, layout->phdrs.size);
		elf_field_set(file, phdr, PHDR_MEMSZ, layout->phdrs.size);
	}
	return true;
}
