/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "mapping.h"

#include <inttypes.h>
#include <stdio.h>

/* The first address that 64 KiB descriptors cannot hold. */
#define PHYS_END (UINT64_C(1) << 48)

static bool check_machine(const struct elf_file *file, struct error *err)
{
	if (file->word_size != 8 || file->big_endian) {
		return fail(err,
			"%s: ELF class or byte order, expected 64-bit little endian",
			file->path);
	}
	if (file->ehdr.e_machine != EM_AARCH64) {
		return fail(err, "%s: ELF machine %u, expected AArch64 (%u)",
			file->path, (unsigned)file->ehdr.e_machine,
			(unsigned)EM_AARCH64);
	}
	return true;
}

static bool check_flags(const struct elf_file *file, const GElf_Phdr *phdr,
	size_t index, struct error *err)
{
	if ((phdr->p_flags & PF_R) == 0) {
		return fail(err,
			"%s: segment %zu at 0x%" PRIx64 " is not readable",
			file->path, index, phdr->p_vaddr);
	}
	if ((phdr->p_flags & PF_W) != 0 && (phdr->p_flags & PF_X) != 0) {
		return fail(err,
			"%s: segment %zu at 0x%" PRIx64
			" is writable and executable, expected one of the two",
			file->path, index, phdr->p_vaddr);
	}
	return true;
}

static bool check_range(const struct elf_file *file, const GElf_Phdr *phdr,
	size_t index, struct error *err)
{
	if (((phdr->p_vaddr | phdr->p_paddr) & PAGE_MASK) != 0) {
		return fail(err,
			"%s: segment %zu at virtual 0x%" PRIx64
			", physical 0x%" PRIx64
			" does not start at a page of 0x%x bytes",
			file->path, index, phdr->p_vaddr, phdr->p_paddr,
			(unsigned)PAGE_SIZE);
	}
	if (phdr->p_filesz > phdr->p_memsz) {
		return fail(err,
			"%s: segment %zu has 0x%" PRIx64
			" bytes in the file, expected at most its 0x%" PRIx64
			" in memory",
			file->path, index, phdr->p_filesz, phdr->p_memsz);
	}
	/* The address space ends with the last address: no end to compare. */
	if (phdr->p_vaddr < KERNEL_VIRT_START ||
		phdr->p_memsz - 1 > UINT64_MAX - phdr->p_vaddr) {
		return fail(err,
			"%s: segment %zu, 0x%" PRIx64 " bytes at 0x%" PRIx64
			", lies outside the kernel's address space from 0x%" PRIx64,
			file->path, index, phdr->p_memsz, phdr->p_vaddr,
			(uint64_t)KERNEL_VIRT_START);
	}
	if (phdr->p_paddr >= PHYS_END ||
		phdr->p_memsz > PHYS_END - phdr->p_paddr) {
		return fail(err,
			"%s: segment %zu, 0x%" PRIx64
			" bytes at physical 0x%" PRIx64
			", lies beyond 48 bits of physical address",
			file->path, index, phdr->p_memsz, phdr->p_paddr);
	}
	return true;
}

static bool overlap(uint64_t a, uint64_t a_size, uint64_t b, uint64_t b_size)
{
	return a < b ? b - a < a_size : a - b < b_size;
}

static bool check_overlap(const struct elf_file *file,
	const struct mapping_list *list, const struct mapping *mapping,
	struct error *err)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct mapping *other = &list->items[i];

		if (overlap(other->virt, other->size, mapping->virt,
			    mapping->size) ||
			overlap(other->phys, other->size, mapping->phys,
				mapping->size)) {
			return fail(err,
				"%s: segments at 0x%" PRIx64
				" (%s) and 0x%" PRIx64
				" (%s) overlap, virtually or physically",
				file->path, other->virt, other->names,
				mapping->virt, mapping->names);
		}
	}
	return true;
}

/* The names of the sections that SEGMENT loads, as many as there is room for. */
static bool read_names(const struct elf_file *file, const GElf_Phdr *segment,
	struct mapping *mapping, struct error *err)
{
	struct elf_section_walk walk = elf_section_walk(file);
	size_t used = 0;

	while (used < sizeof(mapping->names) && elf_section_next(&walk, err)) {
		const GElf_Shdr *shdr = &walk.section.shdr;

		if ((shdr->sh_flags & SHF_ALLOC) == 0 || shdr->sh_size == 0 ||
			shdr->sh_addr < segment->p_vaddr ||
			shdr->sh_addr - segment->p_vaddr >= segment->p_memsz) {
			continue;
		}
		used += (size_t)snprintf(mapping->names + used,
			sizeof(mapping->names) - used, "%s%s",
			used == 0 ? "" : " ", walk.section.name);
	}
	return !walk.failed;
}

static bool add_segment(const struct elf_file *file, const GElf_Phdr *phdr,
	size_t index, struct mapping_list *list, struct error *err)
{
	struct mapping *const mapping = &list->items[list->count];

	if (!check_flags(file, phdr, index, err) ||
		!check_range(file, phdr, index, err)) {
		return false;
	}
	if (list->count == MAPPINGS_MAX) {
		return fail(err, "%s: more than %d segments to map", file->path,
			MAPPINGS_MAX);
	}
	*mapping = (struct mapping){
		.virt = phdr->p_vaddr,
		.phys = phdr->p_paddr,
		.size = (phdr->p_memsz + PAGE_MASK) & ~(uint64_t)PAGE_MASK,
		.attributes = {
			.writable = (phdr->p_flags & PF_W) != 0,
			.executable = (phdr->p_flags & PF_X) != 0,
		},
	};
	if (!read_names(file, phdr, mapping, err) ||
		!check_overlap(file, list, mapping, err)) {
		return false;
	}
	list->count++;
	return true;
}

bool mapping_list_read(const struct elf_file *file, struct mapping_list *listp,
	struct error *err)
{
	const size_t count = elf_file_segment_count(file);

	*listp = (struct mapping_list){ 0 };
	if (!check_machine(file, err)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr phdr;

		if (!elf_file_segment(file, i, &phdr)) {
			return fail(err,
				"%s: program header %zu is not in the file",
				file->path, i);
		}
		if (phdr.p_type == PT_LOAD && phdr.p_memsz != 0 &&
			!add_segment(file, &phdr, i, listp, err)) {
			return false;
		}
	}
	if (listp->count == 0) {
		return fail(err, "%s: no PT_LOAD segment to map", file->path);
	}
	return true;
}

const struct mapping *mapping_list_find(
	const struct mapping_list *list, uint64_t virt)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct mapping *const mapping = &list->items[i];

		if (virt >= mapping->virt &&
			virt - mapping->virt < mapping->size) {
			return mapping;
		}
	}
	return NULL;
}
