/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Files with split debugging information: packages, and ELFs made of a piece. */
#ifndef KSYM_TOOL_SPLIT_FILE_H
#define KSYM_TOOL_SPLIT_FILE_H

#include "elf_file.h"

/* A file of any ELF type. Zero-initialise before use; closing is safe then. */
struct split_file {
	int fd;
	Elf *elf; /* NULL: not open */
};

/* False: PATH is no ELF of this byte order, or cannot be read. */
bool split_file_open(
	struct split_file *file, const char *path, bool big_endian);
void split_file_close(struct split_file *file);

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
void split_elf_free(Elf *elf);

#endif
