/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "elf_parts.h"

#include <elf.h>
#include <string.h>

#define FIELD(meaning, record, member) \
	{ \
		{ offsetof(Elf32_##record, member), \
			offsetof(Elf64_##record, member) }, \
			{ sizeof(((Elf32_##record *)0)->member), \
				sizeof(((Elf64_##record *)0)->member) }, \
			meaning \
	}

static const struct field ehdr_fields[] = {
	FIELD(KIND, Ehdr, e_type),
	FIELD(KIND, Ehdr, e_machine),
	FIELD(ADDRESS, Ehdr, e_entry),
	[E_PHOFF] = FIELD(PLACE, Ehdr, e_phoff),
	[E_SHOFF] = FIELD(PLACE, Ehdr, e_shoff),
	FIELD(KIND, Ehdr, e_flags),
	FIELD(AMOUNT, Ehdr, e_ehsize),
	FIELD(AMOUNT, Ehdr, e_phentsize),
	[E_PHNUM] = FIELD(INDEX, Ehdr, e_phnum),
	FIELD(AMOUNT, Ehdr, e_shentsize),
	[E_SHNUM] = FIELD(INDEX, Ehdr, e_shnum),
	[E_SHSTRNDX] = FIELD(INDEX, Ehdr, e_shstrndx),
};

static const struct field phdr_fields[] = {
	FIELD(KIND, Phdr, p_type),
	FIELD(KIND, Phdr, p_flags),
	FIELD(PLACE, Phdr, p_offset),
	FIELD(ADDRESS, Phdr, p_vaddr),
	FIELD(ADDRESS, Phdr, p_paddr),
	FIELD(PLACE, Phdr, p_filesz),
	FIELD(PLACE, Phdr, p_memsz),
	FIELD(AMOUNT, Phdr, p_align),
};

static const struct field shdr_fields[] = {
	[SH_NAME] = FIELD(NAME, Shdr, sh_name),
	[SH_TYPE] = FIELD(KIND, Shdr, sh_type),
	FIELD(KIND, Shdr, sh_flags),
	[SH_ADDR] = FIELD(ADDRESS, Shdr, sh_addr),
	[SH_OFFSET] = FIELD(PLACE, Shdr, sh_offset),
	[SH_SIZE] = FIELD(PLACE, Shdr, sh_size),
	FIELD(INDEX, Shdr, sh_link),
	FIELD(INDEX, Shdr, sh_info),
	FIELD(AMOUNT, Shdr, sh_addralign),
	FIELD(AMOUNT, Shdr, sh_entsize),
};

static const struct field sym_fields[] = {
	FIELD(NAME, Sym, st_name),
	FIELD(ADDRESS, Sym, st_value),
	FIELD(PLACE, Sym, st_size),
	FIELD(KIND, Sym, st_info),
	FIELD(KIND, Sym, st_other),
	FIELD(INDEX, Sym, st_shndx),
};

static const struct field note_fields[] = {
	FIELD(AMOUNT, Nhdr, n_namesz),
	FIELD(AMOUNT, Nhdr, n_descsz),
	FIELD(KIND, Nhdr, n_type),
};

#define RECORD(fields, type) \
	{ \
		fields, sizeof(fields) / sizeof((fields)[0]), \
		{ \
			sizeof(Elf32_##type), sizeof(Elf64_##type) \
		} \
	}

const struct record_layout records[RECORDS] = {
	[EHDR] = RECORD(ehdr_fields, Ehdr),
	[PHDR] = RECORD(phdr_fields, Phdr),
	[SHDR] = RECORD(shdr_fields, Shdr),
	[SYM] = RECORD(sym_fields, Sym),
	[NOTE] = RECORD(note_fields, Nhdr),
};

bool open_elf(struct elf *elf, uint8_t *bytes, size_t size, size_t room,
	unsigned int seed)
{
	*elf = (struct elf){ .bytes = bytes,
		.size = size,
		.room = room,
		.random = seed * UINT64_C(0x9e3779b97f4a7c15) | 1 };
	if (size < sizeof(Elf64_Ehdr) || memcmp(bytes, ELFMAG, SELFMAG) != 0 ||
		(bytes[EI_CLASS] != ELFCLASS32 &&
			bytes[EI_CLASS] != ELFCLASS64) ||
		(bytes[EI_DATA] != ELFDATA2LSB &&
			bytes[EI_DATA] != ELFDATA2MSB)) {
		return false;
	}
	elf->wide = bytes[EI_CLASS] == ELFCLASS64;
	elf->big = bytes[EI_DATA] == ELFDATA2MSB;
	return true;
}

/* 0 to below - 1, by xorshift64*. */
uint64_t any(struct elf *elf, uint64_t below)
{
	elf->random ^= elf->random >> 12;
	elf->random ^= elf->random << 25;
	elf->random ^= elf->random >> 27;
	return (elf->random * 0x2545f4914f6cdd1d >> 16) % below;
}

uint64_t load_field(const struct elf *elf, const struct field *field, size_t at)
{
	const unsigned int width = field->width[elf->wide];
	const uint8_t *bytes = elf->bytes + at + field->at[elf->wide];
	uint64_t value = 0;

	for (unsigned int i = 0; i < width; i++) {
		value |= (uint64_t)bytes[elf->big ? width - 1 - i : i] << 8 * i;
	}
	return value;
}

void store_field(
	struct elf *elf, const struct field *field, size_t at, uint64_t value)
{
	const unsigned int width = field->width[elf->wide];
	uint8_t *bytes = elf->bytes + at + field->at[elf->wide];

	for (unsigned int i = 0; i < width; i++) {
		bytes[elf->big ? width - 1 - i : i] = (uint8_t)(value >> 8 * i);
	}
}

uint64_t get(const struct elf *elf, enum record kind, size_t at, size_t i)
{
	return load_field(elf, &records[kind].fields[i], at);
}

void put(struct elf *elf, enum record kind, size_t at, size_t i, uint64_t value)
{
	store_field(elf, &records[kind].fields[i], at, value);
}

/* One of count records from a place on; false: it is not in the file. */
static bool choose(struct elf *elf, enum record kind, uint64_t from,
	uint64_t count, size_t *atp)
{
	const size_t size = records[kind].size[elf->wide];

	if (from > elf->size || elf->size - from < size || count == 0) {
		return false;
	}
	count = count < (elf->size - from) / size ? count
						  : (elf->size - from) / size;
	*atp = from + any(elf, count) * size;
	return true;
}

static bool choose_section(struct elf *elf, size_t *atp)
{
	return choose(elf, SHDR, get(elf, EHDR, 0, E_SHOFF),
		get(elf, EHDR, 0, E_SHNUM), atp);
}

/* Where the contents of the section at AT are; false: outside of the file. */
static bool contents(
	const struct elf *elf, size_t at, uint64_t *offsetp, uint64_t *sizep)
{
	*offsetp = get(elf, SHDR, at, SH_OFFSET);
	*sizep = get(elf, SHDR, at, SH_SIZE);
	return *offsetp <= elf->size && *sizep <= elf->size - *offsetp &&
	       *sizep > 0;
}

bool choose_contents(
	struct elf *elf, uint64_t type, uint64_t *offsetp, uint64_t *sizep)
{
	size_t at;

	/* A few tries: there are not many sections. */
	for (int i = 0; i < 32 && choose_section(elf, &at); i++) {
		if (get(elf, SHDR, at, SH_TYPE) == type) {
			return contents(elf, at, offsetp, sizep);
		}
	}
	return false;
}

bool choose_named(
	struct elf *elf, const char *prefix, uint64_t *offsetp, uint64_t *sizep)
{
	const size_t length = strlen(prefix);
	const uint64_t table =
		get(elf, EHDR, 0, E_SHOFF) +
		get(elf, EHDR, 0, E_SHSTRNDX) * records[SHDR].size[elf->wide];
	uint64_t names, size, name;
	size_t at;

	if (table > elf->size ||
		elf->size - table < records[SHDR].size[elf->wide] ||
		!contents(elf, table, &names, &size) ||
		!choose_section(elf, &at)) {
		return false;
	}
	name = get(elf, SHDR, at, SH_NAME);
	return name < size && size - name >= length &&
	       memcmp(elf->bytes + names + name, prefix, length) == 0 &&
	       contents(elf, at, offsetp, sizep);
}

bool choose_record(struct elf *elf, enum record kind, size_t *atp)
{
	uint64_t offset, size;

	switch (kind) {
	case PHDR:
		return choose(elf, kind, get(elf, EHDR, 0, E_PHOFF),
			get(elf, EHDR, 0, E_PHNUM), atp);
	case SHDR:
		return choose_section(elf, atp);
	case SYM:
		return choose_contents(elf,
			       any(elf, 4) == 0 ? SHT_DYNSYM : SHT_SYMTAB,
			       &offset, &size) &&
		       choose(elf, kind, offset,
			       size / records[kind].size[elf->wide], atp);
	case NOTE:
		return choose_contents(elf, SHT_NOTE, &offset, &size) &&
		       choose(elf, kind, offset, 1, atp);
	default:
		*atp = 0;
		return true;
	}
}
