/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "layout.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/array.h"

/* The alignment of header tables. */
#define TABLE_ALIGNMENT 8

static bool read_bytes(const struct elf_file *file, struct buffer *buffer,
	uint64_t offset, size_t count, size_t size, struct error *err)
{
	return buffer_append(buffer, NULL, count * size, err) &&
	       elf_file_read(file, offset, buffer->data, buffer->size, err);
}

bool layout_open(
	struct layout *layout, const struct elf_file *file, struct error *err)
{
	const GElf_Ehdr *ehdr = &file->ehdr;

	*layout = (struct layout){ .file = file,
		.ehdr_size = gelf_fsize(file->elf, ELF_T_EHDR, 1, EV_CURRENT),
		.phdr_size = gelf_fsize(file->elf, ELF_T_PHDR, 1, EV_CURRENT),
		.shdr_size = gelf_fsize(file->elf, ELF_T_SHDR, 1, EV_CURRENT),
		.phdr_count = elf_file_segment_count(file),
		.shdr_count = elf_file_section_count(file),
		.move = { file->size, file->size, file->size } };
	if ((layout->phdr_count > 0 &&
		    ehdr->e_phentsize != layout->phdr_size) ||
		ehdr->e_shentsize != layout->shdr_size) {
		return fail(err,
			"%s: headers of %u and %u bytes, expected %zu (program) and %zu (section)",
			file->path, ehdr->e_phentsize, ehdr->e_shentsize,
			layout->phdr_size, layout->shdr_size);
	}
	return elf_file_read(file, 0, layout->ehdr, layout->ehdr_size, err) &&
	       read_bytes(file, &layout->phdrs, ehdr->e_phoff,
		       layout->phdr_count, layout->phdr_size, err) &&
	       read_bytes(file, &layout->shdrs, ehdr->e_shoff,
		       layout->shdr_count, layout->shdr_size, err);
}

void layout_close(struct layout *layout)
{
	free(layout->patches);
	free(layout->patched.data);
	free(layout->phdrs.data);
	free(layout->shdrs.data);
	*layout = (struct layout){ 0 };
}

unsigned char *layout_phdr(const struct layout *layout, size_t i)
{
	return layout->phdrs.data + i * layout->phdr_size;
}

unsigned char *layout_shdr(const struct layout *layout, size_t i)
{
	return layout->shdrs.data + i * layout->shdr_size;
}

uint64_t layout_round_up(uint64_t value, uint64_t alignment)
{
	return (value + alignment - 1) / alignment * alignment;
}

uint64_t layout_segment(
	const struct layout *layout, size_t i, enum elf_field field)
{
	return elf_field_get(layout->file, layout_phdr(layout, i), field);
}

uint64_t layout_section(
	const struct layout *layout, size_t i, enum elf_field field)
{
	return elf_field_get(layout->file, layout_shdr(layout, i), field);
}

size_t layout_find_segment(const struct layout *layout, uint64_t type)
{
	for (size_t i = 0; i < layout->phdr_count; i++) {
		if (layout_segment(layout, i, PHDR_TYPE) == type) {
			return i;
		}
	}
	return SIZE_MAX;
}

uint64_t layout_section_bytes(const struct layout *layout, size_t i)
{
	return layout_section(layout, i, SHDR_TYPE) == SHT_NOBITS
		       ? 0
		       : layout_section(layout, i, SHDR_SIZE);
}

/* What stands in a file: a section or a segment, with its place. */
struct part {
	unsigned char *header;
	enum elf_field offset_field;
	uint64_t offset, bytes, alignment;
	const char *kind;
	size_t index;
};

/* Part I of all sections but the null one, then all segments. */
static struct part get_part(const struct layout *layout, size_t i)
{
	const size_t sections = layout->shdr_count - 1;
	const size_t segment = i - sections;

	if (i < sections) {
		return (struct part){ layout_shdr(layout, i + 1), SHDR_OFFSET,
			layout_section(layout, i + 1, SHDR_OFFSET),
			layout_section_bytes(layout, i + 1),
			layout_section(layout, i + 1, SHDR_ADDRALIGN),
			"section header", i + 1 };
	}
	return (struct part){ layout_phdr(layout, segment), PHDR_OFFSET,
		layout_segment(layout, segment, PHDR_OFFSET),
		layout_segment(layout, segment, PHDR_FILESZ),
		layout_segment(layout, segment, PHDR_ALIGN), "program header",
		segment };
}

static size_t part_count(const struct layout *layout)
{
	return layout->shdr_count - 1 + layout->phdr_count;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* What follows a place in the file and may move. */
struct tail {
	uint64_t begin;     /* the first byte that anything uses */
	uint64_t alignment; /* a multiple of every alignment to keep */
};

static bool fail_part(const struct layout *layout, const struct part *part,
	const char *what, uint64_t value, const char *expected,
	struct error *err)
{
	return fail(err, "%s: %s %zu %s 0x%" PRIx64 ", expected %s",
		layout->file->path, part->kind, part->index, what, value,
		expected);
}

/*
 * Accounts for one part other than the segment and the section that end at END.
 * It must not share bytes with the section, which begins at BEGIN.
 */
static bool add_to_tail(const struct layout *layout, const struct part *part,
	uint64_t begin, uint64_t end, struct tail *tail, struct error *err)
{
	if (part->offset < end) {
		return part->bytes == 0 ||
		       (part->offset <= begin &&
			       part->bytes <= begin - part->offset) ||
		       fail_part(layout, part, "has bytes before offset", end,
			       "the section and its segment alone to have them",
			       err);
	}
	if ((part->alignment & (part->alignment - 1)) != 0 ||
		part->alignment > LAYOUT_MAX_ALIGNMENT) {
		return fail_part(layout, part, "has the alignment",
			part->alignment, "a power of two of at most 1 GiB",
			err);
	}
	if (part->bytes > 0) {
		tail->begin = least(tail->begin, part->offset);
	}
	if (part->alignment > tail->alignment) {
		tail->alignment = part->alignment;
	}
	return true;
}

static bool find_tail(const struct layout *layout, uint64_t end,
	const unsigned char *segment, const unsigned char *section,
	struct tail *tail, struct error *err)
{
	const struct elf_file *file = layout->file;
	const uint64_t begin = elf_field_get(file, section, SHDR_OFFSET);
	const uint64_t tables[] = { file->ehdr.e_phoff, file->ehdr.e_shoff };

	*tail = (struct tail){ file->size, TABLE_ALIGNMENT };
	for (size_t i = 0; i < 2; i++) {
		if (tables[i] >= end) {
			tail->begin = least(tail->begin, tables[i]);
		}
	}
	for (size_t i = 0; i < part_count(layout); i++) {
		const struct part part = get_part(layout, i);

		if (part.header != segment && part.header != section &&
			!add_to_tail(layout, &part, begin, end, tail, err)) {
			return false;
		}
	}
	return true;
}

/*
 * Moves what follows END from FROM to TO, except the two parts that end there.
 */
static bool move_tail(struct layout *layout, uint64_t end, uint64_t from,
	uint64_t to, const unsigned char *segment, const unsigned char *section,
	struct error *err)
{
	const struct elf_file *file = layout->file;
	const enum elf_field tables[] = { EHDR_PHOFF, EHDR_SHOFF };

	if (file->word_size == 4 && file->size - from + to > UINT32_MAX) {
		return fail(err,
			"%s: would have offsets of more than 32 bits, expected a smaller section",
			file->path);
	}
	for (size_t i = 0; i < 2; i++) {
		const uint64_t at =
			elf_field_get(file, layout->ehdr, tables[i]);

		if (at >= end) {
			elf_field_set(
				file, layout->ehdr, tables[i], at - from + to);
		}
	}
	for (size_t i = 0; i < part_count(layout); i++) {
		const struct part part = get_part(layout, i);

		if (part.offset >= end && part.header != segment &&
			part.header != section) {
			elf_field_set(file, part.header, part.offset_field,
				part.offset - from + to);
		}
	}
	layout->move = (struct output_move){ least(end, to), from, to };
	return true;
}

static bool overlap(const struct part *part, uint64_t offset, uint64_t size)
{
	return part->bytes > 0 && size > 0 &&
	       (part->offset <= offset ? offset - part->offset < part->bytes
				       : part->offset - offset < size);
}

bool layout_check_own(const struct layout *layout, uint64_t offset,
	uint64_t size, size_t owner, struct error *err)
{
	const struct elf_file *file = layout->file;
	const struct part headers[] = {
		{ .bytes = layout->ehdr_size },
		{ .offset = elf_field_get(file, layout->ehdr, EHDR_PHOFF),
			.bytes = layout->phdrs.size },
		{ .offset = elf_field_get(file, layout->ehdr, EHDR_SHOFF),
			.bytes = layout->shdrs.size },
	};

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		if (overlap(&headers[i], offset, size)) {
			return fail(err,
				"%s: headers at offset 0x%" PRIx64
				", expected data of the program's there",
				file->path, headers[i].offset);
		}
	}
	for (size_t i = 1; i < layout->shdr_count; i++) {
		const struct part part = get_part(layout, i - 1);
		const bool allowed =
			owner != 0 ? i == owner
				   : layout_section(layout, i, SHDR_TYPE) ==
					     SHT_PROGBITS;

		if (!allowed && overlap(&part, offset, size)) {
			return fail_part(layout, &part, "has bytes at offset",
				offset, "data of the program's there", err);
		}
	}
	return true;
}

/* Where the tail goes that is to begin at END or behind it, and as it is
 * aligned. */
static uint64_t tail_after(const struct tail *tail, uint64_t end)
{
	const uint64_t rest = tail->begin % tail->alignment;

	return end > rest ? rest + layout_round_up(end - rest, tail->alignment)
			  : rest;
}

bool layout_resize(struct layout *layout, size_t segment, size_t section,
	uint64_t size, struct error *err)
{
	const struct elf_file *file = layout->file;
	unsigned char *phdr = layout_phdr(layout, segment);
	unsigned char *shdr = layout_shdr(layout, section);
	const uint64_t begin = elf_field_get(file, shdr, SHDR_OFFSET);
	const uint64_t old = elf_field_get(file, shdr, SHDR_SIZE);
	const uint64_t segment_size =
		elf_field_get(file, phdr, PHDR_FILESZ) - old + size;
	struct tail tail;
	uint64_t to;

	if (!find_tail(layout, begin + old, phdr, shdr, &tail, err)) {
		return false;
	}
	to = tail_after(&tail, begin + size);
	/* What grows may find room before the tail, which then stays. */
	if (size > old && to < tail.begin) {
		to = tail.begin;
	}
	elf_field_set(file, shdr, SHDR_SIZE, size);
	elf_field_set(file, phdr, PHDR_FILESZ, segment_size);
	elf_field_set(file, phdr, PHDR_MEMSZ, segment_size);
	return move_tail(layout, begin + old, tail.begin, to, phdr, shdr, err);
}

uint64_t layout_moved(const struct layout *layout, uint64_t offset)
{
	const struct output_move *move = &layout->move;

	return offset < move->from ? offset : offset - move->from + move->to;
}

bool layout_patch(struct layout *layout, uint64_t offset, const void *bytes,
	size_t size, struct error *err)
{
	struct patch *patches =
		array_room(layout->patches, layout->patch_count + 1,
			&layout->patch_capacity, sizeof(*patches), err);

	if (patches == NULL) {
		return false;
	}
	layout->patches = patches;
	if (!buffer_append(&layout->patched, bytes, size, err)) {
		return false;
	}
	layout->patches[layout->patch_count++] =
		(struct patch){ .offset = offset, .size = size };
	return true;
}

bool layout_patch_number(struct layout *layout, uint64_t offset, unsigned size,
	uint64_t value, struct error *err)
{
	unsigned char bytes[sizeof(value)];

	elf_file_store(layout->file, bytes, size, value);
	return layout_patch(layout, offset, bytes, size, err);
}

/* Writes a part of the headers where no section has bytes. */
static bool patch_headers(struct layout *layout, uint64_t offset,
	const void *bytes, size_t size, struct error *err)
{
	for (size_t i = 1; i < layout->shdr_count; i++) {
		const struct part part = get_part(layout, i - 1);

		if (overlap(&part, offset, size)) {
			return fail_part(layout, &part, "has bytes at offset",
				offset, "headers alone there", err);
		}
	}
	return layout_patch(layout, offset, bytes, size, err);
}

bool layout_patch_headers(struct layout *layout, struct error *err)
{
	const struct elf_file *file = layout->file;

	return patch_headers(layout, 0, layout->ehdr, layout->ehdr_size, err) &&
	       patch_headers(layout,
		       elf_field_get(file, layout->ehdr, EHDR_PHOFF),
		       layout->phdrs.data, layout->phdrs.size, err) &&
	       patch_headers(layout,
		       elf_field_get(file, layout->ehdr, EHDR_SHOFF),
		       layout->shdrs.data, layout->shdrs.size, err);
}

bool layout_write(struct layout *layout, const char *target, struct error *err)
{
	const unsigned char *bytes = layout->patched.data;

	for (size_t i = 0; i < layout->patch_count; i++) {
		layout->patches[i].bytes = bytes;
		bytes += layout->patches[i].size;
	}
	return output_moved(target, layout->file, &layout->move,
		layout->patches, layout->patch_count, err);
}
