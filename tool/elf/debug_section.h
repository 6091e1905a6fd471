/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Sections with debugging information, which may be compressed. */
#ifndef KSYM_TOOL_DEBUG_SECTION_H
#define KSYM_TOOL_DEBUG_SECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf_file.h"

/*
 * The bytes of the section NAME, or of its older compressed form .zNAME, or of
 * a split unit's NAME.dwo: libelf's, until ELF ends. False: there is none, or
 * it cannot be unpacked. NAME begins with `.debug_`.
 */
bool debug_section_bytes(Elf *elf, const char *name,
	const unsigned char **bytesp, size_t *sizep);

/*
 * The same for the next section of that name after *SCNP, NULL before the
 * first: a file that is not linked may have several.
 */
bool debug_section_next(Elf *elf, const char *name, Elf_Scn **scnp,
	const unsigned char **bytesp, size_t *sizep);

/*
 * Whether all are of a type that is bytes to libelf: of others it swaps what it
 * takes for numbers.
 */
bool debug_sections_are_bytes(Elf *elf);

/* The byte order of their numbers. */
bool debug_is_big_endian(Elf *elf);

/* How many bytes they have, once they are unpacked. */
bool debug_sections_size(
	const struct elf_file *file, uint64_t *sizep, struct error *err);

/* Sections that this libelf cannot unpack are an error that names them. */
bool debug_sections_unpack(const struct elf_file *file, struct error *err);

#endif
