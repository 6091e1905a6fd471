/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "segments.h"

#include <inttypes.h>

#define NONE SIZE_MAX

static bool is_load(const struct elf_file *file, size_t i, GElf_Phdr *phdr)
{
	return elf_file_segment(file, i, phdr) && phdr->p_type == PT_LOAD;
}

/* Whether SIZE bytes from AT on lie within LENGTH bytes from BEGIN on. */
static bool is_within(
	uint64_t at, uint64_t size, uint64_t begin, uint64_t length)
{
	return at >= begin && at - begin <= length &&
	       size <= length - (at - begin);
}

/* The PT_LOAD that has the bytes in the file, or NONE. */
static size_t find_load(
	const struct elf_file *file, uint64_t offset, uint64_t size)
{
	const size_t count = elf_file_segment_count(file);
	GElf_Phdr phdr;

	for (size_t i = 0; i < count; i++) {
		if (is_load(file, i, &phdr) &&
			is_within(offset, size, phdr.p_offset, phdr.p_filesz)) {
			return i;
		}
	}
	return NONE;
}

bool segments_load(const struct elf_file *file, uint64_t offset, uint64_t addr,
	uint64_t size)
{
	const size_t count = elf_file_segment_count(file);
	GElf_Phdr phdr;

	for (size_t i = 0; i < count; i++) {
		if (is_load(file, i, &phdr) &&
			is_within(offset, size, phdr.p_offset, phdr.p_filesz) &&
			addr - phdr.p_vaddr == offset - phdr.p_offset) {
			return true;
		}
	}
	return false;
}

bool segments_symbol_offset(const struct elf_file *file,
	const struct elf_symbol *symbol, uint64_t size, uint64_t *offsetp,
	struct error *err)
{
	const uint64_t addr = symbol->sym.st_value;
	const bool absolute = symbol->sym.st_shndx >= SHN_LORESERVE &&
			      symbol->sym.st_shndx != SHN_XINDEX;
	struct error ignored = { 0 };

	if (absolute || !elf_file_section_offset(file, symbol->section, addr,
				size, offsetp, &ignored)) {
		return fail(err,
			"%s: %s (0x%" PRIx64 " bytes at 0x%" PRIx64
			") is not among the bytes that its section has in the file, expected initialised data",
			file->path, symbol->name, size, addr);
	}
	return segments_load(file, *offsetp, addr, size) ||
	       fail(err,
		       "%s: %s at 0x%" PRIx64
		       " is not loaded from offset 0x%" PRIx64
		       ", expected a PT_LOAD segment that does",
		       file->path, symbol->name, addr, *offsetp);
}

static bool check_loader(
	const struct elf_file *file, size_t loader, struct error *err)
{
	const size_t count = elf_file_segment_count(file);
	GElf_Phdr own, other;

	(void)elf_file_segment(file, loader, &own);
	if (own.p_align > 1 &&
		(own.p_offset - own.p_vaddr) % own.p_align != 0) {
		return fail(err,
			"%s: program header %zu loads the headers from offset 0x%" PRIx64
			" to 0x%" PRIx64
			", expected the same remainder by 0x%" PRIx64,
			file->path, loader, own.p_offset, own.p_vaddr,
			own.p_align);
	}
	for (size_t i = 0; i < count; i++) {
		if (i != loader && is_load(file, i, &other) &&
			own.p_vaddr < other.p_vaddr + other.p_memsz &&
			other.p_vaddr < own.p_vaddr + own.p_memsz) {
			return fail(err,
				"%s: program header %zu loads the headers to addresses of program header %zu, expected its own",
				file->path, loader, i);
		}
	}
	return true;
}

/* The first segment of that type, or NONE. */
static size_t find_type(
	const struct elf_file *file, uint32_t type, GElf_Phdr *phdr)
{
	for (size_t i = 0; elf_file_segment(file, i, phdr); i++) {
		if (phdr->p_type == type) {
			return i;
		}
	}
	return NONE;
}

/*
 * PT_PHDR: a dynamic linker reads the headers there, in memory. Linux before
 * 5.18 and QEMU compute their address from the first segment's.
 */
static bool check_self(
	const struct elf_file *file, uint64_t size, struct error *err)
{
	GElf_Phdr phdr, first, interpreter;
	const size_t self = find_type(file, PT_PHDR, &phdr);
	const bool dynamic = find_type(file, PT_LOAD, &first) != NONE &&
			     find_type(file, PT_INTERP, &interpreter) != NONE;

	return self == NONE ||
	       (phdr.p_offset == file->ehdr.e_phoff &&
		       segments_load(file, phdr.p_offset, phdr.p_vaddr, size) &&
		       (!dynamic || phdr.p_vaddr - phdr.p_offset ==
					    first.p_vaddr - first.p_offset)) ||
	       fail(err,
		       "%s: program header %zu (PT_PHDR) says offset 0x%" PRIx64
		       ", address 0x%" PRIx64
		       ", expected where the headers are loaded, from offset 0x%" PRIx64,
		       file->path, self, phdr.p_offset, phdr.p_vaddr,
		       file->ehdr.e_phoff);
}

/* No section's bytes are where the SIZE bytes of the headers are. */
static bool check_sections(
	const struct elf_file *file, uint64_t size, struct error *err)
{
	const uint64_t at = file->ehdr.e_phoff;
	struct elf_section_walk walk = elf_section_walk(file);

	while (elf_section_next(&walk, err)) {
		const GElf_Shdr *shdr = &walk.section.shdr;

		if (shdr->sh_type != SHT_NOBITS &&
			shdr->sh_offset < at + size &&
			at < shdr->sh_offset + shdr->sh_size) {
			return fail(err,
				"%s: section %s at offset 0x%" PRIx64
				" has bytes where the program headers are, at 0x%" PRIx64,
				file->path, walk.section.name, shdr->sh_offset,
				at);
		}
	}
	return !walk.failed;
}

bool segments_check(const struct elf_file *file, struct error *err)
{
	const uint64_t size = elf_file_segment_count(file) *
			      gelf_fsize(file->elf, ELF_T_PHDR, 1, EV_CURRENT);
	size_t loader;

	if (!check_sections(file, size, err)) {
		return false;
	}
	loader = find_load(file, file->ehdr.e_phoff, size);
	return (loader == NONE || check_loader(file, loader, err)) &&
	       check_self(file, size, err);
}

/*
 * Linkers that know of no load addresses leave all of them 0; then objcopy
 * takes the addresses of sections.
 */
static bool has_load_addresses(const struct elf_file *file)
{
	GElf_Phdr phdr;

	for (size_t i = 0; elf_file_segment(file, i, &phdr); i++) {
		if (phdr.p_paddr != 0) {
			return true;
		}
	}
	return false;
}

uint64_t segments_load_address(
	const struct elf_file *file, const struct elf_section *section)
{
	const GElf_Shdr *shdr = &section->shdr;
	const size_t count =
		has_load_addresses(file) ? elf_file_segment_count(file) : 0;
	GElf_Phdr phdr;

	for (size_t i = 0; i < count; i++) {
		if (is_load(file, i, &phdr) &&
			is_within(shdr->sh_offset, shdr->sh_size, phdr.p_offset,
				phdr.p_filesz) &&
			shdr->sh_addr - phdr.p_vaddr ==
				shdr->sh_offset - phdr.p_offset) {
			return phdr.p_paddr + (shdr->sh_addr - phdr.p_vaddr);
		}
	}
	return shdr->sh_addr;
}
