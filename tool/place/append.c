/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "append.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A file of 32 bits may have so many bytes before its section headers. */
#define MAX_END32 (UINT32_MAX - (UINT32_C(1) << 24))
/* Headers may be so far behind all else in the file. */
#define MAX_HOLE (UINT64_C(1) << 26)

/* The table of program headers with one more, in the place of a spare one. */
static bool add_segment(struct place *place, struct error *err)
{
	struct layout *layout = &place->layout;
	const size_t unused = place->room.spare;
	size_t at = 0;

	if (unused != SIZE_MAX) {
		memmove(layout_phdr(layout, unused),
			layout_phdr(layout, unused + 1),
			(layout->phdr_count - unused - 1) * layout->phdr_size);
		layout->phdr_count--;
	} else if (layout->phdr_count + 1 >= PN_XNUM ||
		   !buffer_append(
			   &layout->phdrs, NULL, layout->phdr_size, err)) {
		return fail(err, "%s: has %zu program headers, expected fewer",
			layout->file->path, layout->phdr_count);
	}
	/* PT_LOADs ascend by address (gABI, Program Header). */
	for (size_t i = 0; i < layout->phdr_count; i++) {
		if (layout_segment(layout, i, PHDR_TYPE) == PT_LOAD &&
			layout_segment(layout, i, PHDR_VADDR) <=
				place->space.addr) {
			at = i + 1;
		}
	}
	while (at < layout->phdr_count &&
		layout_segment(layout, at, PHDR_TYPE) == PT_PHDR) {
		at++;
	}
	memmove(layout_phdr(layout, at + 1), layout_phdr(layout, at),
		(layout->phdr_count - at) * layout->phdr_size);
	memset(layout_phdr(layout, at), 0, layout->phdr_size);
	layout->phdr_count++;
	elf_field_set(
		layout->file, layout->ehdr, EHDR_PHNUM, layout->phdr_count);
	place->space.segment = at;
	return true;
}

static void set_segment(struct place *place, uint64_t offset, uint64_t bytes)
{
	const struct layout *layout = &place->layout;
	const struct elf_file *file = layout->file;
	unsigned char *phdr = layout_phdr(layout, place->space.segment);

	elf_field_set(file, phdr, PHDR_TYPE, PT_LOAD);
	elf_field_set(file, phdr, PHDR_FLAGS, PF_R);
	elf_field_set(file, phdr, PHDR_OFFSET, offset);
	elf_field_set(file, phdr, PHDR_VADDR, place->space.addr);
	elf_field_set(file, phdr, PHDR_PADDR, place->space.physical);
	elf_field_set(file, phdr, PHDR_FILESZ, bytes);
	elf_field_set(file, phdr, PHDR_MEMSZ, bytes);
	elf_field_set(file, phdr, PHDR_ALIGN, place->page);
}

/* The names of sections, with one more, at OFFSET; ENDP is where they end. */
static bool add_name(struct layout *layout, const char *name, uint64_t offset,
	uint64_t *endp, uint64_t *namep, struct error *err)
{
	const struct elf_file *file = layout->file;
	struct buffer names = { 0 };
	struct elf_section old;
	unsigned char *shdr;
	bool added;

	if (!elf_file_section_names(file, &old, err)) {
		return false;
	}
	shdr = layout_shdr(layout, old.index);
	if ((old.shdr.sh_flags & SHF_ALLOC) != 0) {
		return fail(err,
			"%s: section %s is loaded, expected section names that can be moved",
			file->path, old.name);
	}
	*namep = old.shdr.sh_size;
	added = buffer_append(&names, NULL, old.shdr.sh_size, err) &&
		elf_file_read(file, old.shdr.sh_offset, names.data, names.size,
			err) &&
		buffer_append(&names, name, strlen(name) + 1, err) &&
		layout_patch(layout, offset, names.data, names.size, err);
	elf_field_set(file, shdr, SHDR_OFFSET, offset);
	elf_field_set(file, shdr, SHDR_SIZE, names.size);
	*endp = offset + names.size;
	free(names.data);
	return added;
}

static bool add_section(struct layout *layout, const struct reservation *r,
	uint64_t name, uint64_t shoff, struct error *err)
{
	const struct elf_file *file = layout->file;
	unsigned char *shdr;

	if (!buffer_append(&layout->shdrs, NULL, layout->shdr_size, err)) {
		return false;
	}
	shdr = layout_shdr(layout, layout->shdr_count++);
	elf_field_set(file, shdr, SHDR_NAME, name);
	elf_field_set(file, shdr, SHDR_TYPE, SHT_PROGBITS);
	elf_field_set(file, shdr, SHDR_FLAGS, SHF_ALLOC);
	elf_field_set(file, shdr, SHDR_ADDR, r->addr);
	elf_field_set(file, shdr, SHDR_OFFSET, r->offset);
	elf_field_set(file, shdr, SHDR_SIZE, r->size);
	elf_field_set(file, shdr, SHDR_ADDRALIGN, PLACE_ALIGNMENT);
	elf_field_set(file, layout->ehdr, EHDR_SHOFF, shoff);
	/* From 0xff00 on the number stands in the null section (gABI). */
	if (layout->shdr_count >= SHN_LORESERVE) {
		elf_field_set(file, layout_shdr(layout, 0), SHDR_SIZE,
			layout->shdr_count);
	}
	elf_field_set(file, layout->ehdr, EHDR_SHNUM,
		layout->shdr_count < SHN_LORESERVE ? layout->shdr_count : 0);
	return true;
}

/*
 * The first offset at or behind the file's end that a page can map at ADDR; or
 * the one at which headers that move are to be, if that is not far away.
 */
static uint64_t file_place(const struct place *place)
{
	const uint64_t size = place->layout.file->size;
	const uint64_t distant = place->space.addr - place->room.distance;

	if (place->room.moves && place->room.distance % place->page == 0 &&
		distant >= size && distant <= size + MAX_HOLE) {
		return distant;
	}
	return size + (place->space.addr - size) % place->page;
}

bool append_add(struct place *place, uint64_t size, struct error *err)
{
	struct layout *layout = &place->layout;
	struct reservation *r = &place->reservation;
	const uint64_t offset = file_place(place);
	const uint64_t skip = r->addr - place->space.addr;
	const uint64_t front =
		append_room_skip(&place->room, place->space.addr);
	uint64_t end = 0, name = 0;

	r->offset = offset + skip;
	r->size = size;
	if (place->space.bytes < skip + size) {
		return fail(err,
			"%s: no room for 0x%" PRIx64 " bytes at 0x%" PRIx64
			": %s, expected another --append-address",
			layout->file->path, skip + size, place->space.addr,
			place->space.next);
	}
	if (layout->file->word_size == 4 && offset + skip + size > MAX_END32) {
		return fail(err,
			"%s: would have offsets of more than 32 bits, expected a smaller file",
			layout->file->path);
	}
	if (!add_segment(place, err) ||
		!add_name(layout, r->section, r->offset + size, &end, &name,
			err) ||
		!add_section(layout, r, name,
			layout_round_up(end, PLACE_ALIGNMENT), err)) {
		return false;
	}
	set_segment(place, offset, skip + size);
	return append_room_make(layout, &place->room, offset + front,
		       place->space.addr + front, place->space.physical + front,
		       err) &&
	       layout_patch_headers(layout, err);
}
