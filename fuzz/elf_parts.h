/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The parts of an ELF, for a mutator: its records and their fields, found in a
 * file of which only e_ident must be valid.
 */
#ifndef FUZZ_ELF_PARTS_H
#define FUZZ_ELF_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a field means, which decides the values that test its readers. */
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

enum record {
	EHDR,
	PHDR,
	SHDR,
	SYM,
	NOTE,
	RECORDS
};

struct record_layout {
	const struct field *fields;
	size_t count;
	size_t size[2]; /* by class */
};

extern const struct record_layout records[RECORDS];

/* The fields that say where others are. */
enum {
	E_PHOFF = 3,
	E_SHOFF = 4,
	E_PHNUM = 8,
	E_SHNUM = 10,
	E_SHSTRNDX = 11
};
enum {
	SH_NAME = 0,
	SH_TYPE = 1,
	SH_ADDR = 3,
	SH_OFFSET = 4,
	SH_SIZE = 5
};

struct elf {
	uint8_t *bytes;
	size_t size, room;
	unsigned int wide; /* 0: 32 bits, 1: 64 */
	int big;
	uint64_t random;
};

/* Sets all of it; false: the bytes are no ELF. */
bool open_elf(struct elf *elf, uint8_t *bytes, size_t size, size_t room,
	unsigned int seed);

/* 0 to below - 1; the same for the same seed. */
uint64_t any(struct elf *elf, uint64_t below);

/* A field of the record at an offset that choose_record gave. */
uint64_t load_field(
	const struct elf *elf, const struct field *field, size_t at);
void store_field(
	struct elf *elf, const struct field *field, size_t at, uint64_t value);

/* The same for field I of that kind of record. */
uint64_t get(const struct elf *elf, enum record kind, size_t at, size_t i);
void put(
	struct elf *elf, enum record kind, size_t at, size_t i, uint64_t value);

/* Each finds one in the file; false: none was found. */
bool choose_record(struct elf *elf, enum record kind, size_t *atp);
bool choose_contents(
	struct elf *elf, uint64_t type, uint64_t *offsetp, uint64_t *sizep);

/* The contents of a section whose name begins with PREFIX; one try. */
bool choose_named(struct elf *elf, const char *prefix, uint64_t *offsetp,
	uint64_t *sizep);

#endif
