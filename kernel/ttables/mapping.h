/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the kernel's ELF asks to be mapped. */
#ifndef TTABLES_MAPPING_H
#define TTABLES_MAPPING_H

#include <stddef.h>
#include <stdint.h>

#include <arch/translation_table.h>

#include "elf/elf_file.h"

#define MAPPINGS_MAX 16

/* A PT_LOAD segment, in whole pages. */
struct mapping {
	char names[256]; /* of the sections in it */
	uint64_t virt;
	uint64_t phys;
	uint64_t size;
	struct page_attributes attributes;
};

struct mapping_list {
	struct mapping items[MAPPINGS_MAX];
	size_t count;
};

/*
 * Reads the segments of file. Refused is an ELF of another machine, and one
 * with a segment that is not page aligned, lies outside the kernel's address
 * space or beyond 48 physical bits, overlaps another, virtually or physically,
 * is both writable and executable, or is not readable.
 */
bool mapping_list_read(const struct elf_file *file, struct mapping_list *listp,
	struct error *err);

/* The mapping that holds virt, or NULL. */
const struct mapping *mapping_list_find(
	const struct mapping_list *list, uint64_t virt);

/* Prints the mappings as a table. */
void mapping_list_print(const struct mapping_list *list);

#endif
