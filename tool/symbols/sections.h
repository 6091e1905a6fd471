/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The properties of an ELF's sections that ownership depends on. */
#ifndef KSYM_TOOL_SECTIONS_H
#define KSYM_TOOL_SECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf/elf_file.h"
#include "core/error.h"

struct section_facts {
	bool alloc; /* it has addresses */
	bool code;  /* it is executable, and not the table's */
	uint64_t addr, size;
};

/* By section index, of the file that the symbols are in. Zero-initialise. */
struct sections {
	struct section_facts *facts;
	size_t count;
};

/*
 * Reads the sections of FILE's symbols. TABLE is the name of the table's
 * section. Free them after an error too.
 */
bool sections_read(const struct elf_file *file, const char *table,
	struct sections *sections, struct error *err);
void sections_free(struct sections *sections);

/* Bytes from ADDR to the end of SECTION; 0 where ADDR is outside it. */
uint64_t section_room(const struct section_facts *section, uint64_t addr);

#endif
