/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The fields of an ELF's headers and symbols, read and written in a copy of the
 * file's bytes. All other bytes stay the same.
 */
#ifndef KSYM_TOOL_ELF_FIELD_H
#define KSYM_TOOL_ELF_FIELD_H

#include <stdint.h>

#include "elf_file.h"

enum elf_field {
	EHDR_PHOFF,
	EHDR_SHOFF,
	EHDR_PHNUM,
	EHDR_SHNUM,
	PHDR_TYPE,
	PHDR_FLAGS,
	PHDR_OFFSET,
	PHDR_VADDR,
	PHDR_PADDR,
	PHDR_FILESZ,
	PHDR_MEMSZ,
	PHDR_ALIGN,
	SHDR_NAME,
	SHDR_TYPE,
	SHDR_FLAGS,
	SHDR_ADDR,
	SHDR_OFFSET,
	SHDR_SIZE,
	SHDR_ADDRALIGN,
	SYM_VALUE,
};

/* RECORD is the header or symbol that has the field. */
uint64_t elf_field_get(
	const struct elf_file *file, const void *record, enum elf_field field);
void elf_field_set(const struct elf_file *file, void *record,
	enum elf_field field, uint64_t value);

#endif
