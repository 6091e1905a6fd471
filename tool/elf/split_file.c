/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "split_file.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "debug_section.h"

Elf *split_elf_open(const char *path, bool big_endian)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf;

	if (fd < 0) {
		return NULL;
	}
	elf = elf_begin(fd, ELF_C_READ, NULL);
	/* There may be more of them than descriptors. */
	if (elf_kind(elf) != ELF_K_ELF ||
		debug_is_big_endian(elf) != big_endian ||
		elf_cntl(elf, ELF_C_FDREAD) != 0) {
		(void)elf_end(elf);
		elf = NULL;
	}
	(void)close(fd);
	return elf;
}

/* Appends bytes to SCN, which libelf only reads. */
static bool add_bytes(Elf_Scn *scn, const void *bytes, size_t size)
{
	Elf_Data *data = elf_newdata(scn);
	GElf_Shdr shdr;

	if (data == NULL || gelf_getshdr(scn, &shdr) == NULL) {
		return false;
	}
	data->d_buf = (void *)(uintptr_t)bytes;
	data->d_size = size;
	data->d_off = (int64_t)shdr.sh_size;
	data->d_type = ELF_T_BYTE;
	data->d_align = 1;
	shdr.sh_size += size;
	return gelf_update_shdr(scn, &shdr) != 0;
}

/* A section whose name is NAME bytes into those of sections. */
static Elf_Scn *add_section(Elf *elf, Elf64_Word type, size_t name)
{
	Elf_Scn *scn = elf_newscn(elf);
	GElf_Shdr shdr;

	if (scn == NULL || gelf_getshdr(scn, &shdr) == NULL) {
		return NULL;
	}
	shdr.sh_type = type;
	shdr.sh_name = (Elf64_Word)name;
	return gelf_update_shdr(scn, &shdr) != 0 ? scn : NULL;
}

static bool add_header(Elf *elf, const struct elf_file *like)
{
	GElf_Ehdr ehdr;

	if (gelf_newehdr(elf, like->ehdr.e_ident[EI_CLASS]) == NULL ||
		gelf_getehdr(elf, &ehdr) == NULL) {
		return false;
	}
	ehdr.e_ident[EI_DATA] = like->ehdr.e_ident[EI_DATA];
	ehdr.e_machine = like->ehdr.e_machine;
	ehdr.e_type = ET_REL;
	ehdr.e_shstrndx = 1;
	return gelf_update_ehdr(elf, &ehdr) != 0;
}

static bool add_all(
	Elf *elf, const struct split_section *sections, size_t count)
{
	Elf_Scn *names = add_section(elf, SHT_STRTAB, 0);
	size_t at = 1;

	if (names == NULL || !add_bytes(names, "", 1)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		const size_t length = strlen(sections[i].name) + 1;
		Elf_Scn *scn;

		if (sections[i].data == NULL) {
			continue;
		}
		scn = add_section(elf, SHT_PROGBITS, at);
		if (scn == NULL ||
			!add_bytes(scn, sections[i].data, sections[i].size) ||
			!add_bytes(names, sections[i].name, length)) {
			return false;
		}
		at += length;
	}
	return true;
}

Elf *split_elf_make(const struct elf_file *like,
	const struct split_section *sections, size_t count)
{
	/* Nothing is written: it is never updated. */
	Elf *elf = elf_begin(like->fd, ELF_C_WRITE, NULL);

	if (elf != NULL &&
		(!add_header(elf, like) || !add_all(elf, sections, count))) {
		(void)elf_end(elf);
		elf = NULL;
	}
	return elf;
}

void split_elf_free(Elf *elf)
{
	(void)elf_end(elf);
}
