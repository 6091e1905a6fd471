/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Changes an ELF where its parts are: a field of a header, a segment, a
 * section, a symbol or a note to what such a field may hold, or what lies in a
 * section. Random bytes die at e_ident, or break everything at once.
 */
#include <elf.h>
#include <string.h>

#include "fuzz.h"

/* What a field means, and so which values try the code that reads it. */
enum meaning {
	AMOUNT, /* any number */
	PLACE,  /* an offset into the file, or a number of its bytes */
	ADDRESS,
	INDEX, /* of a section, a segment or a symbol */
	NAME,  /* an offset into strings */
	KIND,  /* one of few numbers */
};

struct field {
	uint8_t at[2], width[2]; /* by class */
	uint8_t meaning;
};

#define FIELD(meaning, record, member) \
	{ \
		{ offsetof(Elf32_##record, member), \
			offsetof(Elf64_##record, member) }, \
			{ sizeof(((Elf32_##record *)0)->member), \
				sizeof(((Elf64_##record *)0)->member) }, \
			meaning \
	}

/* The fields that say where others are. */
enum {
	E_PHOFF = 3,
	E_SHOFF = 4,
	E_PHNUM = 8,
	E_SHNUM = 10
};
enum {
	SH_TYPE = 1,
	SH_ADDR = 3,
	SH_OFFSET = 4,
	SH_SIZE = 5
};

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
	FIELD(INDEX, Ehdr, e_shstrndx),
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
	FIELD(NAME, Shdr, sh_name),
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

enum record {
	EHDR,
	PHDR,
	SHDR,
	SYM,
	NOTE,
	RECORDS
};

#define RECORD(fields, type) \
	{ \
		fields, sizeof(fields) / sizeof((fields)[0]), \
		{ \
			sizeof(Elf32_##type), sizeof(Elf64_##type) \
		} \
	}

static const struct {
	const struct field *fields;
	size_t count;
	size_t size[2];
} records[RECORDS] = {
	[EHDR] = RECORD(ehdr_fields, Ehdr),
	[PHDR] = RECORD(phdr_fields, Phdr),
	[SHDR] = RECORD(shdr_fields, Shdr),
	[SYM] = RECORD(sym_fields, Sym),
	[NOTE] = RECORD(note_fields, Nhdr),
};

/* The machines, types and flags that ksym and libelf tell apart. */
static const uint32_t kinds[] = { EM_386, EM_MIPS, EM_PPC, EM_PPC64, EM_ARM,
	EM_X86_64, EM_AARCH64, EM_RISCV, EM_CSKY, PT_GNU_STACK, SHT_DYNSYM,
	SHT_SYMTAB_SHNDX, SHF_COMPRESSED, SHF_TLS };

/* Numbers at whose edges checks are. */
static const uint64_t edges[] = { 0, 1, 2, 3, 4, 8, 0x1000, 0xff00, 0xfff1,
	0xfff2, 0xffff, INT32_MAX, UINT32_MAX, INT64_MAX, UINT64_MAX };

/* Names that rules are about. */
static const char *const names[] = { "", ".symtab", ".kernel_symbols",
	"__kernel_symbols_start", "__kernel_symbols_end", "NUM_KERNEL_SYMBOLS",
	".bss", "$a", "$x.0", "$xrv64i2p1", ".Lx", ".f", "_Z1fv", "_RNvC1a1b",
	"_ZN1a17h0123456789abcdefE", "_D1a1bFZv", ".note.gnu.build-id" };

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct elf {
	uint8_t *bytes;
	size_t size, room;
	unsigned int wide; /* 0: 32 bits, 1: 64 */
	int big;
	uint64_t random;
};

/* 0 to below - 1, by xorshift64*. */
static uint64_t any(struct elf *elf, uint64_t below)
{
	elf->random ^= elf->random >> 12;
	elf->random ^= elf->random << 25;
	elf->random ^= elf->random >> 27;
	return (elf->random * 0x2545f4914f6cdd1d >> 16) % below;
}

static uint64_t load(const struct elf *elf, size_t at, unsigned int width)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < width; i++) {
		const unsigned int place = elf->big ? width - 1 - i : i;

		value |= (uint64_t)elf->bytes[at + place] << 8 * i;
	}
	return value;
}

static void store(
	struct elf *elf, size_t at, unsigned int width, uint64_t value)
{
	for (unsigned int i = 0; i < width; i++) {
		const unsigned int place = elf->big ? width - 1 - i : i;

		elf->bytes[at + place] = (uint8_t)(value >> 8 * i);
	}
}

static uint64_t get(
	const struct elf *elf, enum record kind, size_t at, size_t i)
{
	const struct field *field = &records[kind].fields[i];

	return load(elf, at + field->at[elf->wide], field->width[elf->wide]);
}

static void put(
	struct elf *elf, enum record kind, size_t at, size_t i, uint64_t value)
{
	const struct field *field = &records[kind].fields[i];

	store(elf, at + field->at[elf->wide], field->width[elf->wide], value);
}

/* One of count records from a place on; false: it is not in the file. */
static int choose(struct elf *elf, enum record kind, uint64_t from,
	uint64_t count, size_t *atp)
{
	const size_t size = records[kind].size[elf->wide];

	if (from > elf->size || elf->size - from < size || count == 0) {
		return 0;
	}
	count = count < (elf->size - from) / size ? count
						  : (elf->size - from) / size;
	*atp = from + any(elf, count) * size;
	return 1;
}

static int choose_section(struct elf *elf, size_t *atp)
{
	return choose(elf, SHDR, get(elf, EHDR, 0, E_SHOFF),
		get(elf, EHDR, 0, E_SHNUM), atp);
}

/* A section of one of two types that is in the file, found by trying a few. */
static int choose_typed(struct elf *elf, uint64_t one, uint64_t other,
	uint64_t *offset, uint64_t *size)
{
	size_t at;

	for (int i = 0; i < 32 && choose_section(elf, &at); i++) {
		const uint64_t type = get(elf, SHDR, at, SH_TYPE);

		if (type == one || type == other) {
			*offset = get(elf, SHDR, at, SH_OFFSET);
			*size = get(elf, SHDR, at, SH_SIZE);
			return *offset <= elf->size &&
			       *size <= elf->size - *offset && *size > 0;
		}
	}
	return 0;
}

static int choose_record(struct elf *elf, enum record kind, size_t *atp)
{
	uint64_t offset, size;

	switch (kind) {
	case PHDR:
		return choose(elf, kind, get(elf, EHDR, 0, E_PHOFF),
			get(elf, EHDR, 0, E_PHNUM), atp);
	case SHDR:
		return choose_section(elf, atp);
	case SYM:
		return choose_typed(
			       elf, SHT_SYMTAB, SHT_DYNSYM, &offset, &size) &&
		       choose(elf, kind, offset,
			       size / records[kind].size[elf->wide], atp);
	case NOTE:
		return choose_typed(elf, SHT_NOTE, SHT_NOTE, &offset, &size) &&
		       choose(elf, kind, offset, 1, atp);
	default:
		*atp = 0;
		return 1;
	}
}

/* A number that another field of the same file has, or one beside it. */
static uint64_t borrowed(struct elf *elf, enum meaning meaning)
{
	const size_t first = meaning == ADDRESS ? SH_ADDR : SH_OFFSET;
	uint64_t value;
	size_t at;

	if (!choose_section(elf, &at)) {
		return elf->size;
	}
	value = get(elf, SHDR, at, first);
	if (any(elf, 2) == 0) {
		value += get(elf, SHDR, at, SH_SIZE);
	}
	return value + any(elf, 3) - 1;
}

static uint64_t new_value(struct elf *elf, const struct field *field, size_t at)
{
	const unsigned int width = field->width[elf->wide];
	const uint64_t old = load(elf, at + field->at[elf->wide], width);

	switch (any(elf, 6)) {
	case 0:
		return edges[any(elf, LENGTH(edges))];
	case 1:
		return old ^ (uint64_t)1 << any(elf, 8 * width);
	case 2:
		return any(elf, 32);
	case 3:
		return old + any(elf, 33) - 16;
	default:
		break;
	}
	switch (field->meaning) {
	case KIND:
		return kinds[any(elf, LENGTH(kinds))];
	case PLACE:
		return any(elf, 4) == 0 ? elf->size - old
					: borrowed(elf, PLACE);
	case ADDRESS:
		return borrowed(elf, ADDRESS);
	case NAME:
		return old + any(elf, 64);
	default:
		return old << any(elf, 2);
	}
}

static void change_field(struct elf *elf)
{
	/* Most of the code is about symbols, and least about the header. */
	static const enum record weighted[] = { EHDR, PHDR, PHDR, SHDR, SHDR,
		SHDR, SYM, SYM, SYM, SYM, NOTE };
	const enum record kind = weighted[any(elf, LENGTH(weighted))];
	const struct field *field;
	size_t at;

	if (choose_record(elf, kind, &at)) {
		field = &records[kind].fields[any(elf, records[kind].count)];
		store(elf, at + field->at[elf->wide], field->width[elf->wide],
			new_value(elf, field, at));
	}
}

/* One record becomes a copy of another: an alias, an overlap, a second table. */
static void copy_record(struct elf *elf)
{
	const enum record kind = PHDR + (enum record)any(elf, 3);
	size_t from, to;

	if (choose_record(elf, kind, &from) && choose_record(elf, kind, &to)) {
		memmove(elf->bytes + to, elf->bytes + from,
			records[kind].size[elf->wide]);
	}
}

static void change_string(struct elf *elf)
{
	const char *name = names[any(elf, LENGTH(names))];
	const size_t length = strlen(name) + 1;
	uint64_t offset, size;

	if (choose_typed(elf, SHT_STRTAB, SHT_STRTAB, &offset, &size) &&
		size >= length) {
		memcpy(elf->bytes + offset + any(elf, size - length + 1), name,
			length);
	}
}

/* What lies in a section, by libFuzzer's own mutation. */
static void change_contents(struct elf *elf)
{
	static const uint32_t types[] = { SHT_PROGBITS, SHT_STRTAB, SHT_NOTE,
		SHT_SYMTAB_SHNDX };
	const uint32_t type = types[any(elf, LENGTH(types))];
	uint64_t offset, size;

	if (choose_typed(elf, type, type, &offset, &size)) {
		(void)LLVMFuzzerMutate(elf->bytes + offset, size, size);
	}
}

/* A section moves to the end of the file, where it has room to grow. */
static void move_section(struct elf *elf)
{
	const size_t more = any(elf, 256);
	uint64_t offset, size;
	size_t at;

	if (!choose_section(elf, &at)) {
		return;
	}
	offset = get(elf, SHDR, at, SH_OFFSET);
	size = get(elf, SHDR, at, SH_SIZE);
	if (offset > elf->size || size > elf->size - offset ||
		size + more > elf->room - elf->size) {
		return;
	}
	memcpy(elf->bytes + elf->size, elf->bytes + offset, size);
	memset(elf->bytes + elf->size + size, 0, more);
	put(elf, SHDR, at, SH_OFFSET, elf->size);
	put(elf, SHDR, at, SH_SIZE, size + more);
	elf->size += size + more;
}

static int is_elf(const uint8_t *data, size_t size)
{
	return size >= sizeof(Elf64_Ehdr) &&
	       memcmp(data, ELFMAG, SELFMAG) == 0 &&
	       (data[EI_CLASS] == ELFCLASS32 || data[EI_CLASS] == ELFCLASS64) &&
	       (data[EI_DATA] == ELFDATA2LSB || data[EI_DATA] == ELFDATA2MSB);
}

/* Tables that lie in sections open, though they changed. */
static void seal_tables(struct elf *elf)
{
	const uint64_t from = get(elf, EHDR, 0, E_SHOFF);
	const size_t step = records[SHDR].size[elf->wide];

	for (uint64_t i = 0; i < get(elf, EHDR, 0, E_SHNUM); i++) {
		const size_t at = from + i * step;
		uint64_t offset, size;

		if (from > elf->size || elf->size - from < (i + 1) * step) {
			return;
		}
		offset = get(elf, SHDR, at, SH_OFFSET);
		size = get(elf, SHDR, at, SH_SIZE);
		if (offset <= elf->size && size <= elf->size - offset) {
			fuzz_seal_table(elf->bytes + offset, size);
		}
	}
}

size_t fuzz_mutate_file(
	uint8_t *data, size_t size, size_t room, unsigned int seed)
{
	static void (*const ways[])(struct elf *) = { change_field,
		change_field, change_field, change_field, change_field,
		change_field, change_contents, change_contents, change_string,
		change_string, copy_record, copy_record, move_section };
	struct elf elf = { .bytes = data,
		.size = size,
		.room = room,
		.random = seed * UINT64_C(0x9e3779b97f4a7c15) | 1 };

	if (!is_elf(data, size) || any(&elf, 16) == 0) {
		size = LLVMFuzzerMutate(data, size, room);
		fuzz_seal_table(data, size);
		return size;
	}
	elf.wide = data[EI_CLASS] == ELFCLASS64;
	elf.big = data[EI_DATA] == ELFDATA2MSB;
	for (uint64_t n = 1 + any(&elf, 4); n > 0; n--) {
		ways[any(&elf, LENGTH(ways))](&elf);
	}
	if (seed % 8 != 0) {
		seal_tables(&elf);
	}
	return elf.size;
}
