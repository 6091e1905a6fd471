/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A linked ELF, opened for reading: a thin layer over libelf that gives file
 * offsets, and checks each offset that it takes from the file.
 */
#ifndef KSYM_TOOL_ELF_FILE_H
#define KSYM_TOOL_ELF_FILE_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "core/error.h"

struct elf_file {
	const char *path; /* the caller's, for messages */
	int fd;
	uint64_t size; /* of the file, bytes */
	struct timespec modified;
	Elf *elf;
	GElf_Ehdr ehdr;
	unsigned word_size; /* bytes in an address: 4 or 8 */
	bool big_endian;
	struct elf_file *debug; /* the file that its symbols are in, or NULL */
};

struct elf_section {
	const char *name; /* libelf's, until elf_file_close */
	size_t index;
	GElf_Shdr shdr;
	Elf_Scn *scn;
};

/* A symbol of .symtab or .dynsym. */
struct elf_symbol {
	const char *name; /* libelf's, until elf_file_close */
	GElf_Sym sym;
	size_t section; /* index of the section that defines it, or an SHN_* */
	const char *source; /* sources.h: a local one's file, or NULL */
	bool dynamic;       /* it is .dynsym's */
};

/*
 * Opens PATH, which must be a regular file that holds an executable or shared
 * ELF (ET_EXEC, ET_DYN). On error nothing is left to close.
 */
bool elf_file_open(struct elf_file *file, const char *path, struct error *err);
void elf_file_close(struct elf_file *file);

/*
 * Takes FILE's symbols from PATH, the ELF with its debugging information, which
 * must have the same build id. It is closed with FILE.
 */
bool elf_file_open_debug(
	struct elf_file *file, const char *path, struct error *err);

/* Whether FILE and its debug file are unchanged since they were opened. */
bool elf_file_unchanged(const struct elf_file *file, struct error *err);

/* Whether FILE is long enough to have the SIZE bytes at OFFSET. */
bool elf_file_has(const struct elf_file *file, uint64_t offset, uint64_t size);

/* The file that has FILE's symbols, and the sections that they refer to. */
const struct elf_file *elf_file_with_symbols(const struct elf_file *file);

/* The section of that index. Its contents are known to lie within the file. */
bool elf_file_section(const struct elf_file *file, size_t index,
	struct elf_section *sectionp, struct error *err);

/* How many there are, with the null section. */
size_t elf_file_section_count(const struct elf_file *file);

/* A walk over all sections but the null one. */
struct elf_section_walk {
	const struct elf_file *file;
	struct elf_section section; /* where it is */
	bool failed;                /* it ended early, err says why */
};

struct elf_section_walk elf_section_walk(const struct elf_file *file);

/* Goes on to the next section; false where there is none, or an error. */
bool elf_section_next(struct elf_section_walk *walk, struct error *err);

/* The first section of that name. *FOUNDP: if there is one. */
bool elf_file_find_section(const struct elf_file *file, const char *name,
	struct elf_section *sectionp, bool *foundp, struct error *err);

/* The section that has the names of sections. */
bool elf_file_section_names(const struct elf_file *file,
	struct elf_section *sectionp, struct error *err);

/* The section's bytes, libelf's until elf_file_close; NULL if it has none. */
bool elf_file_section_bytes(const struct elf_file *file,
	const struct elf_section *section, const unsigned char **bytesp,
	struct error *err);

/* How many program headers there are, and one of them. */
size_t elf_file_segment_count(const struct elf_file *file);
bool elf_file_segment(
	const struct elf_file *file, size_t index, GElf_Phdr *phdr);

/*
 * Copies at most SIZE bytes of the GNU build id, and sets *COPIEDP to their
 * number, 0 if there is none.
 */
bool elf_file_build_id(const struct elf_file *file, unsigned char *id,
	size_t size, size_t *copiedp, struct error *err);

/*
 * The section of FILE that corresponds to section INDEX of the file with its
 * symbols, which may lack the bytes. *FOUNDP tells whether there is one.
 */
bool elf_file_image_section(const struct elf_file *file, size_t index,
	struct elf_section *sectionp, bool *foundp, struct error *err);

/*
 * The offset in FILE of the SIZE bytes at ADDR in section INDEX, the section of
 * a symbol. A search by address alone could find another section's bytes, since
 * sections may share addresses. It is an error if the section does not hold all
 * of them, or has no bytes in the file (SHT_NOBITS).
 */
bool elf_file_section_offset(const struct elf_file *file, size_t index,
	uint64_t addr, uint64_t size, uint64_t *offsetp, struct error *err);

/* The offset in the file of the SIZE bytes that are loaded at ADDR. */
bool elf_file_offset(const struct elf_file *file, uint64_t addr, uint64_t size,
	uint64_t *offsetp, struct error *err);

/* Reads SIZE bytes at OFFSET into BUF. */
bool elf_file_read(const struct elf_file *file, uint64_t offset, void *buf,
	size_t size, struct error *err);

/* An unsigned number of SIZE bytes (1 to 8) in the file's byte order. */
uint64_t elf_file_number(
	const struct elf_file *file, const void *bytes, unsigned size);
void elf_file_store(const struct elf_file *file, void *bytes, unsigned size,
	uint64_t value);

/*
 * Calls VISIT for every symbol but the null one, from .symtab, else .dynsym,
 * of FILE or of its debug file.
 * Stops with false as soon as VISIT returns false. No table at all is an error.
 */
bool elf_file_each_symbol(const struct elf_file *file,
	bool (*visit)(const struct elf_symbol *symbol, void *context,
		struct error *err),
	void *context, struct error *err);

/* Whether there is a .symtab or a .dynsym to visit, broken or not. */
bool elf_file_has_symbols(const struct elf_file *file);

/*
 * The symbol of that name that is defined in a section; a local one only if
 * there is no other. Sets *FOUNDP to false if there is none, which is not an
 * error.
 */
bool elf_file_find_symbol(const struct elf_file *file, const char *name,
	struct elf_symbol *symbolp, bool *foundp, struct error *err);

/* The same, but it is an error if there is none. */
bool elf_file_symbol_by_name(const struct elf_file *file, const char *name,
	struct elf_symbol *symbolp, struct error *err);

#endif
