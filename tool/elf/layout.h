/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * An ELF whose layout changes: its header tables, the contents that move, and
 * the bytes to patch in.
 */
#ifndef KSYM_TOOL_LAYOUT_H
#define KSYM_TOOL_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "elf_field.h"
#include "elf_file.h"
#include "core/error.h"
#include "output.h"

/* Contents move by multiples of every alignment; this limits the hole. */
#define LAYOUT_MAX_ALIGNMENT (UINT64_C(1) << 30)

struct layout {
	const struct elf_file *file;
	unsigned char ehdr[sizeof(GElf_Ehdr)];
	struct buffer phdrs, shdrs; /* as they will stand in the file */
	size_t phdr_count, shdr_count;
	size_t ehdr_size, phdr_size, shdr_size; /* of one */
	struct output_move move;
	struct patch *patches; /* their bytes stand one after another in */
	struct buffer patched;
	size_t patch_count, patch_capacity;
};

/* Reads the headers. Close LAYOUT also after an error. */
bool layout_open(
	struct layout *layout, const struct elf_file *file, struct error *err);
void layout_close(struct layout *layout);

/* The least multiple of the alignment that is not below the value. */
uint64_t layout_round_up(uint64_t value, uint64_t alignment);

/* Header I of each table, for elf_field_get and elf_field_set. */
unsigned char *layout_phdr(const struct layout *layout, size_t i);
unsigned char *layout_shdr(const struct layout *layout, size_t i);

/* Shorthands for a field of header I. */
uint64_t layout_segment(
	const struct layout *layout, size_t i, enum elf_field field);
uint64_t layout_section(
	const struct layout *layout, size_t i, enum elf_field field);

/* The first segment of that type, or SIZE_MAX. */
size_t layout_find_segment(const struct layout *layout, uint64_t type);

/* Bytes of the section in the file: none where it is SHT_NOBITS. */
uint64_t layout_section_bytes(const struct layout *layout, size_t i);

/*
 * Whether bytes may be written there: the current layout has no header there,
 * and no section but OWNER or, if that is 0, sections of the program
 * (SHT_PROGBITS).
 */
bool layout_check_own(const struct layout *layout, uint64_t offset,
	uint64_t size, size_t owner, struct error *err);

/*
 * Makes segment SEGMENT, and the section SECTION at its end, SIZE bytes longer
 * or shorter in the file. Contents after it move by a multiple of every
 * alignment among them; nothing else changes.
 */
bool layout_resize(struct layout *layout, size_t segment, size_t section,
	uint64_t size, struct error *err);

/* Where what stood at OFFSET before layout_resize stands after it. */
uint64_t layout_moved(const struct layout *layout, uint64_t offset);

/* Patches a copy of the SIZE bytes, or zeros for NULL, in at OFFSET. */
bool layout_patch(struct layout *layout, uint64_t offset, const void *bytes,
	size_t size, struct error *err);

/* The same for a number in the file's byte order. */
bool layout_patch_number(struct layout *layout, uint64_t offset, unsigned size,
	uint64_t value, struct error *err);

/*
 * Patches the headers in, with the tables at the places in the ELF header,
 * where no section may be.
 */
bool layout_patch_headers(struct layout *layout, struct error *err);

/* Writes TARGET: the ELF with its contents moved and patched. */
bool layout_write(struct layout *layout, const char *target, struct error *err);

#endif
