/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "elf_field.h"

#include <elf.h>
#include <stddef.h>

struct field {
	uint8_t at, size;
};

#define MEMBER(type, member) \
	{ \
		offsetof(type, member), sizeof(((type *)0)->member) \
	}
#define FIELD(type, member) \
	{ \
		MEMBER(Elf32_##type, member), MEMBER(Elf64_##type, member) \
	}

/* Places in ELFCLASS32 and ELFCLASS64 (gABI, chapters 4 and 5). */
static const struct field fields[][2] = {
	[EHDR_PHOFF] = FIELD(Ehdr, e_phoff),
	[EHDR_SHOFF] = FIELD(Ehdr, e_shoff),
	[EHDR_PHNUM] = FIELD(Ehdr, e_phnum),
	[EHDR_SHNUM] = FIELD(Ehdr, e_shnum),
	[PHDR_TYPE] = FIELD(Phdr, p_type),
	[PHDR_FLAGS] = FIELD(Phdr, p_flags),
	[PHDR_OFFSET] = FIELD(Phdr, p_offset),
	[PHDR_VADDR] = FIELD(Phdr, p_vaddr),
	[PHDR_PADDR] = FIELD(Phdr, p_paddr),
	[PHDR_FILESZ] = FIELD(Phdr, p_filesz),
	[PHDR_MEMSZ] = FIELD(Phdr, p_memsz),
	[PHDR_ALIGN] = FIELD(Phdr, p_align),
	[SHDR_NAME] = FIELD(Shdr, sh_name),
	[SHDR_TYPE] = FIELD(Shdr, sh_type),
	[SHDR_FLAGS] = FIELD(Shdr, sh_flags),
	[SHDR_ADDR] = FIELD(Shdr, sh_addr),
	[SHDR_OFFSET] = FIELD(Shdr, sh_offset),
	[SHDR_SIZE] = FIELD(Shdr, sh_size),
	[SHDR_ADDRALIGN] = FIELD(Shdr, sh_addralign),
	[SYM_VALUE] = FIELD(Sym, st_value),
};

static struct field find_field(
	const struct elf_file *file, enum elf_field field)
{
	return fields[field][file->word_size == 8];
}

uint64_t elf_field_get(
	const struct elf_file *file, const void *record, enum elf_field field)
{
	const struct field at = find_field(file, field);

	return elf_file_number(
		file, (const unsigned char *)record + at.at, at.size);
}

void elf_field_set(const struct elf_file *file, void *record,
	enum elf_field field, uint64_t value)
{
	const struct field at = find_field(file, field);

	elf_file_store(file, (unsigned char *)record + at.at, at.size, value);
}
