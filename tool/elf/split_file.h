/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Files with split debugging information: packages, and ELFs made of a piece. */
#ifndef KSYM_TOOL_SPLIT_FILE_H
#define KSYM_TOOL_SPLIT_FILE_H

#include "elf_file.h"

/* Opens PATH, an ELF of any type; NULL: of another byte order, or unreadable. */
Elf *split_elf_open(const char *path, bool big_endian);

/* A section; DATA may be NULL, which leaves it out. */
struct split_section {
	const char *name;
	const unsigned char *data;
	size_t size;
};

/*
 * An ELF in memory of the class and byte order of LIKE, with these sections,
 * whose names and bytes must outlive it. NULL: out of memory.
 */
Elf *split_elf_make(const struct elf_file *like,
	const struct split_section *sections, size_t count);

/* Of either; NULL is none. */
void split_elf_free(Elf *elf);

#endif
