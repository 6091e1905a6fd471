/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Changes an ELF field by field: a field of a header, a segment, a section, a
 * symbol or a note gets a value that such a field may have, or a section's
 * contents change. Random bytes fail at e_ident, or break everything at once.
 */
#include <elf.h>
#include <string.h>

#include "elf_parts.h"
#include "fuzz.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* The machines, types and flags that ksym and libelf tell apart. */
static const uint32_t kinds[] = { EM_386, EM_MIPS, EM_PPC, EM_PPC64, EM_ARM,
	EM_X86_64, EM_AARCH64, EM_RISCV, EM_CSKY, PT_GNU_STACK, SHT_DYNSYM,
	SHT_SYMTAB_SHNDX, SHF_COMPRESSED, SHF_TLS };

/* Numbers at the edges of checks. */
static const uint64_t edges[] = { 0, 1, 2, 3, 4, 8, 0x1000, 0xff00, 0xfff1,
	0xfff2, 0xffff, INT32_MAX, UINT32_MAX, INT64_MAX, UINT64_MAX };

/* Names that rules mention. */
static const char *const names[] = { "", ".symtab", ".kernel_symbols",
	"__kernel_symbols_start", "__kernel_symbols_end", "NUM_KERNEL_SYMBOLS",
	".bss", "$a", "$x.0", "$xrv64i2p1", ".Lx", ".f", "_Z1fv", "_RNvC1a1b",
	"_ZN1a17h0123456789abcdefE", "_D1a1bFZv", ".note.gnu.build-id" };

/* A number that another field of the same file has, or one beside it. */
static uint64_t borrowed(struct elf *elf, enum meaning meaning)
{
	const size_t first = meaning == ADDRESS ? SH_ADDR : SH_OFFSET;
	uint64_t value;
	size_t at;

	if (!choose_record(elf, SHDR, &at)) {
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
	const uint64_t old = load_field(elf, field, at);

	switch (any(elf, 6)) {
	case 0:
		return edges[any(elf, LENGTH(edges))];
	case 1:
		return old ^ (uint64_t)1 << any(elf, UINT64_C(8) * width);
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
	/* Most code reads symbols, and least reads the header. */
	static const enum record weighted[] = { EHDR, PHDR, PHDR, SHDR, SHDR,
		SHDR, SYM, SYM, SYM, SYM, NOTE };
	const enum record kind = weighted[any(elf, LENGTH(weighted))];
	const struct field *field;
	size_t at;

	if (choose_record(elf, kind, &at)) {
		field = &records[kind].fields[any(elf, records[kind].count)];
		store_field(elf, field, at, new_value(elf, field, at));
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

	if (choose_contents(elf, SHT_STRTAB, &offset, &size) &&
		size >= length) {
		memcpy(elf->bytes + offset + any(elf, size - length + 1), name,
			length);
	}
}

/* Changes a section's contents with libFuzzer's own mutation. */
static void change_contents(struct elf *elf)
{
	static const uint32_t types[] = { SHT_PROGBITS, SHT_STRTAB, SHT_NOTE,
		SHT_SYMTAB_SHNDX };
	const uint32_t type = types[any(elf, LENGTH(types))];
	uint64_t offset, size;

	if (choose_contents(elf, type, &offset, &size)) {
		(void)LLVMFuzzerMutate(elf->bytes + offset, size, size);
	}
}

/* A section moves to the end of the file, where it has room to grow. */
static void move_section(struct elf *elf)
{
	const size_t more = any(elf, 256);
	uint64_t offset, size;
	size_t at;

	if (!choose_record(elf, SHDR, &at)) {
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

/* Makes changed tables in sections openable. */
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
	struct elf elf;

	if (!open_elf(&elf, data, size, room, seed) || any(&elf, 16) == 0) {
		size = LLVMFuzzerMutate(data, size, room);
		fuzz_seal_table(data, size);
		return size;
	}
	for (uint64_t n = 1 + any(&elf, 4); n > 0; n--) {
		ways[any(&elf, LENGTH(ways))](&elf);
	}
	if (seed % 8 != 0) {
		seal_tables(&elf);
	}
	return elf.size;
}
