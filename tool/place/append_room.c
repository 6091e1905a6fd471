/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "append_room.h"

#include "append_notes.h"
#include "elf/file_range.h"

/*
 * No part of a file may begin where the new segment does and have a header
 * before the segment's: llvm-strip 14 takes the part for what holds the
 * segment, and loses the segment's alignment.
 */
#define FRONT 16

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
static bool is_loaded_too(const struct file_range *range)
{
	const struct layout *layout = range->layout;
	const uint64_t first = range->begin - layout->phdrs.size;

	for (size_t i = 0; i < layout->phdr_count; i++) {
		const uint64_t at = layout_segment(layout, i, PHDR_OFFSET);
		const uint64_t bytes = layout_segment(layout, i, PHDR_FILESZ);

		if (layout_segment(layout, i, PHDR_TYPE) == PT_LOAD &&
			at <= first && range->begin - at <= bytes &&
			range->begin + layout->phdr_size - at > bytes) {
			return false;
		}
	}
	return true;
}

static bool is_free(const struct file_range *range)
{
	for (size_t i = 1; i < range->layout->shdr_count; i++) {
		if (file_range_has_section(range, i)) {
			return false;
		}
	}
	return file_range_is_padding(range);
}

/*
 * Linux before 5.18, and QEMU, tell a program that its headers are as far from
 * their offset as its first segment is.
 */
static uint64_t distance_of_first(const struct layout *layout)
{
	const size_t first = layout_find_segment(layout, PT_LOAD);

	return first == SIZE_MAX
		       ? 0
		       : layout_segment(layout, first, PHDR_VADDR) -
				 layout_segment(layout, first, PHDR_OFFSET);
}

bool append_room_find(const struct layout *layout, struct append_room *room,
	struct error *err)
{
	const uint64_t begin = layout->file->ehdr.e_phoff + layout->phdrs.size;
	const struct file_range range = { layout, begin,
		begin + layout->phdr_size };

	*room = (struct append_room){ .spare = layout_find_segment(
					      layout, PT_NULL),
		.alignment = FRONT };
	if (room->spare != SIZE_MAX) {
		return true;
	}
	if (is_loaded_too(&range) && is_free(&range)) {
		return true;
	}
	room->spare = find_needless(layout);
	if (room->spare != SIZE_MAX) {
		return true;
	}
	if (is_loaded_too(&range) && !append_notes_find(range, room, err)) {
		return false;
	}
	if (room->bytes == 0) {
		room->moves = true;
		room->distance = distance_of_first(layout);
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

bool append_room_make(struct layout *layout, const struct append_room *room,
	uint64_t offset, uint64_t addr, uint64_t physical, struct error *err)
{
	const struct elf_file *file = layout->file;
	const size_t self = layout_find_segment(layout, PT_PHDR);

	if (room->moves) {
		elf_field_set(file, layout->ehdr, EHDR_PHOFF, offset);
	} else if (room->bytes > 0 && !append_notes_move(layout, room, offset,
					      addr, physical, err)) {
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
