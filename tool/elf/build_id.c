/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The GNU build id, a note (gABI, Note Section). */
#include <string.h>

#include "elf_file.h"

/* n_namesz, n_descsz and n_type have 4 bytes each, in either class. */
#define NOTE_HEADER ((size_t)12)

/* The notes of a section, and how they stand there. */
struct notes {
	const struct elf_file *file;
	const unsigned char *bytes;
	size_t size;
	size_t alignment; /* of a note, and of what it describes */
};

struct note {
	uint32_t type;
	const unsigned char *name, *desc;
	size_t name_size, desc_size;
};

static size_t note_word(const struct notes *notes, size_t at)
{
	return (size_t)elf_file_number(notes->file, notes->bytes + at, 4);
}

/* Moves AT on by SIZE bytes, and by padding if that is there: false: it ends. */
static bool skip(const struct notes *notes, size_t size, size_t *at)
{
	size_t padding;

	if (size > notes->size - *at) {
		return false;
	}
	*at += size;
	padding =
		(notes->alignment - *at % notes->alignment) % notes->alignment;
	*at += padding < notes->size - *at ? padding : notes->size - *at;
	return true;
}

/* The note at *AT, which moves on; false: there is none that is all there. */
static bool next_note(const struct notes *notes, size_t *at, struct note *note)
{
	if (notes->size - *at < NOTE_HEADER) {
		return false;
	}
	*note = (struct note){ .name_size = note_word(notes, *at),
		.desc_size = note_word(notes, *at + 4),
		.type = (uint32_t)note_word(notes, *at + 8) };
	*at += NOTE_HEADER;
	note->name = notes->bytes + *at;
	if (!skip(notes, note->name_size, at)) {
		return false;
	}
	note->desc = notes->bytes + *at;
	return skip(notes, note->desc_size, at);
}

static size_t find_id(const struct notes *notes, unsigned char *id, size_t size)
{
	struct note note;
	size_t at = 0;

	while (next_note(notes, &at, &note)) {
		if (note.type == NT_GNU_BUILD_ID && note.desc_size > 0 &&
			note.name_size == 4 &&
			memcmp(note.name, "GNU", 4) == 0) {
			size = note.desc_size < size ? note.desc_size : size;
			memcpy(id, note.desc, size);
			return size;
		}
	}
	return 0;
}

bool elf_file_build_id(const struct elf_file *file, unsigned char *id,
	size_t size, size_t *copiedp, struct error *err)
{
	struct elf_section_walk walk = elf_section_walk(file);

	*copiedp = 0;
	while (*copiedp == 0 && elf_section_next(&walk, err)) {
		const GElf_Shdr *shdr = &walk.section.shdr;
		struct notes notes = { .file = file,
			.size = (size_t)shdr->sh_size,
			.alignment = shdr->sh_addralign == 8 ? 8 : 4 };

		if (shdr->sh_type != SHT_NOTE || shdr->sh_size == 0) {
			continue;
		}
		if (!elf_file_section_bytes(
			    file, &walk.section, &notes.bytes, err)) {
			return false;
		}
		*copiedp = find_id(&notes, id, size);
	}
	return !walk.failed;
}
