/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The translation tables as bytes, and where they go in the ELF. */
#ifndef TTABLES_TABLES_H
#define TTABLES_TABLES_H

#include "mapping.h"

struct table_image {
	/* KERNEL_TABLES */
	unsigned char bytes[sizeof(struct translation_tables)];
	uint64_t offset; /* in the file */

	/* PHYS_KERNEL_TABLES_BASE_ADDR */
	unsigned char base_bytes[sizeof(uint64_t)];
	uint64_t base; /* physical address of the level-2 table */
	uint64_t base_offset;
};

/*
 * Computes the tables that map LIST. Refused is an ELF without the two symbols,
 * or with one of another size, misaligned, or without bytes in the file, or
 * with tables that the kernel could not write to.
 */
bool table_image_build(const struct elf_file *file,
	const struct mapping_list *list, struct table_image *imagep,
	struct error *err);

#endif
