/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Changes an ELF's debugging information: a byte becomes a code that its
 * readers tell apart, a number one at the edge of a check, a piece a copy of
 * another. Sections stay where they are.
 */
#include <elf.h>
#include <string.h>

#include "elf_parts.h"
#include "fuzz.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Tags, attributes and forms (DWARF 5, section 7.5), unit types, kinds of
 * ranges, opcodes and contents of line tables: numbers of one byte.
 */
static const uint8_t codes[] = { 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07,
	0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13,
	0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f,
	0x20, 0x21, 0x22, 0x23, 0x25, 0x29, 0x2e, 0x31, 0x39, 0x3a, 0x3b, 0x41,
	0x47, 0x48, 0x4a, 0x52, 0x55, 0x58, 0x59, 0x6e, 0x72, 0x73, 0x74, 0x76,
	0x7a, 0x7d, 0x7f, 0x80, 0x81, 0xff };

static const uint64_t edges[] = { 0, 1, 2, 4, 5, 8, 0x7f, 0xffff, INT32_MAX,
	UINT32_C(0xfffffff0), UINT32_MAX, INT64_MAX, UINT64_MAX };

/* A piece of a section. */
struct piece {
	uint8_t *bytes;
	uint64_t size;
};

static bool choose_debug(struct elf *elf, struct piece *piecep)
{
	/* A few tries: many sections are others. */
	for (int i = 0; i < 64; i++) {
		uint64_t offset, size;

		if (choose_named(elf, ".debug_", &offset, &size)) {
			*piecep = (struct piece){ elf->bytes + offset, size };
			return true;
		}
	}
	return false;
}

static void change_code(struct elf *elf, const struct piece *piece)
{
	piece->bytes[any(elf, piece->size)] = codes[any(elf, LENGTH(codes))];
}

static void change_bit(struct elf *elf, const struct piece *piece)
{
	piece->bytes[any(elf, piece->size)] ^= (uint8_t)(1U << any(elf, 8));
}

static void store(
	const struct elf *elf, uint8_t *at, size_t width, uint64_t value)
{
	for (size_t i = 0; i < width; i++) {
		at[elf->big ? width - 1 - i : i] = (uint8_t)(value >> 8 * i);
	}
}

/* An offset, a length or an address. */
static void change_number(struct elf *elf, const struct piece *piece)
{
	static const uint8_t widths[] = { 2, 4, 4, 4, 8 };
	const size_t width = widths[any(elf, LENGTH(widths))];
	struct piece other;

	if (piece->size < width || !choose_debug(elf, &other)) {
		return;
	}
	store(elf, piece->bytes + any(elf, piece->size - width + 1), width,
		any(elf, 2) == 0 ? edges[any(elf, LENGTH(edges))]
				 : any(elf, other.size + 2));
}

/* A piece of any debugging section becomes one of this. */
static void copy_piece(struct elf *elf, const struct piece *piece)
{
	struct piece from;
	uint64_t size;

	if (!choose_debug(elf, &from)) {
		return;
	}
	if (any(elf, 2) == 0) {
		from = *piece;
	}
	size = 1 + any(elf, from.size < 32 ? from.size : 32);
	if (size <= from.size && size <= piece->size) {
		memmove(piece->bytes + any(elf, piece->size - size + 1),
			from.bytes + any(elf, from.size - size + 1), size);
	}
}

static void change_anyhow(struct elf *elf, const struct piece *piece)
{
	(void)elf;
	(void)LLVMFuzzerMutate(piece->bytes, piece->size, piece->size);
}

size_t fuzz_mutate_dwarf(
	uint8_t *data, size_t size, size_t room, unsigned int seed)
{
	static void (*const ways[])(struct elf *, const struct piece *) = {
		change_code, change_code, change_code, change_bit,
		change_number, change_number, copy_piece, change_anyhow
	};
	struct elf elf;
	struct piece piece;

	if (!open_elf(&elf, data, size, room, seed)) {
		return LLVMFuzzerMutate(data, size, room);
	}
	for (uint64_t n = 1 + any(&elf, 3); n > 0; n--) {
		if (choose_debug(&elf, &piece)) {
			ways[any(&elf, LENGTH(ways))](&elf, &piece);
		}
	}
	return elf.size;
}
