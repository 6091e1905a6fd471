/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "elf_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool in_file(const struct elf_file *file, uint64_t offset, uint64_t size)
{
	return offset <= file->size && size <= file->size - offset;
}

static bool open_regular(struct elf_file *file, struct error *err)
{
	struct stat st;

	/* Opening a FIFO must not wait for a writer. */
	file->fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file->fd < 0) {
		return fail(err, "%s: %s", file->path, strerror(errno));
	}
	if (fstat(file->fd, &st) != 0) {
		return fail(err, "%s: %s", file->path, strerror(errno));
	}
	if (!S_ISREG(st.st_mode)) {
		return fail(err, "%s: not a regular file", file->path);
	}
	file->size = (uint64_t)st.st_size;
	file->modified = st.st_mtim;
	return true;
}

static bool check_header(struct elf_file *file, struct error *err)
{
	size_t count;

	if (gelf_getehdr(file->elf, &file->ehdr) == NULL) {
		return fail(err, "%s: truncated or broken ELF header: %s",
			file->path, elf_errmsg(-1));
	}
	file->word_size = file->ehdr.e_ident[EI_CLASS] == ELFCLASS32 ? 4 : 8;
	file->big_endian = file->ehdr.e_ident[EI_DATA] == ELFDATA2MSB;
	if (file->ehdr.e_type == ET_REL) {
		return fail(err,
			"%s: a relocatable object (ET_REL), expected a linked ELF",
			file->path);
	}
	if (file->ehdr.e_type != ET_EXEC && file->ehdr.e_type != ET_DYN) {
		return fail(err,
			"%s: ELF type %u, expected ET_EXEC (2) or ET_DYN (3)",
			file->path, (unsigned)file->ehdr.e_type);
	}
	if (elf_getshdrnum(file->elf, &count) != 0 || count == 0) {
		return fail(err,
			"%s: no section headers (at offset 0x%" PRIx64
			"), expected a kernel that was not stripped of them",
			file->path, (uint64_t)file->ehdr.e_shoff);
	}
	return true;
}

static bool open_elf(struct elf_file *file, struct error *err)
{
	(void)elf_version(EV_CURRENT);
	file->elf = elf_begin(file->fd, ELF_C_READ, NULL);
	if (file->elf == NULL || elf_kind(file->elf) != ELF_K_ELF) {
		return fail(err, "%s: not an ELF file", file->path);
	}
	return check_header(file, err);
}

bool elf_file_open(struct elf_file *file, const char *path, struct error *err)
{
	*file = (struct elf_file){ .path = path, .fd = -1 };
	if (!open_regular(file, err) || !open_elf(file, err)) {
		elf_file_close(file);
		return false;
	}
	return true;
}

/* NOLINTNEXTLINE(misc-no-recursion): a debug file has no other */
void elf_file_close(struct elf_file *file)
{
	if (file->debug != NULL) {
		elf_file_close(file->debug);
		free(file->debug);
	}
	if (file->elf != NULL) {
		(void)elf_end(file->elf);
	}
	if (file->fd >= 0) {
		(void)close(file->fd);
	}
	*file = (struct elf_file){ .fd = -1 };
}

bool elf_file_unchanged(const struct elf_file *file, struct error *err)
{
	for (; file != NULL; file = file->debug) {
		struct stat st;

		if (fstat(file->fd, &st) != 0) {
			return fail(err, "%s: %s", file->path, strerror(errno));
		}
		if ((uint64_t)st.st_size != file->size ||
			st.st_mtim.tv_sec != file->modified.tv_sec ||
			st.st_mtim.tv_nsec != file->modified.tv_nsec) {
			return fail(err, "%s: has changed while it was read",
				file->path);
		}
	}
	return true;
}

const struct elf_file *elf_file_with_symbols(const struct elf_file *file)
{
	return file->debug != NULL ? file->debug : file;
}

bool elf_file_section(const struct elf_file *file, size_t index,
	struct elf_section *sectionp, struct error *err)
{
	Elf_Scn *scn = elf_getscn(file->elf, index);
	GElf_Shdr *shdr = &sectionp->shdr;
	size_t names;

	if (scn == NULL || gelf_getshdr(scn, shdr) == NULL) {
		return fail(err, "%s: section header %zu is not in the file",
			file->path, index);
	}
	if (elf_getshdrstrndx(file->elf, &names) != 0) {
		return fail(err, "%s: no section names", file->path);
	}
	sectionp->scn = scn;
	sectionp->name = elf_strptr(file->elf, names, shdr->sh_name);
	if (sectionp->name == NULL) {
		return fail(err, "%s: section %zu has no valid name",
			file->path, index);
	}
	if (shdr->sh_type != SHT_NOBITS &&
		!in_file(file, shdr->sh_offset, shdr->sh_size)) {
		return fail(err,
			"%s: section %s (0x%" PRIx64
			" bytes at offset 0x%" PRIx64
			") ends past the file's 0x%" PRIx64 " bytes",
			file->path, sectionp->name, shdr->sh_size,
			shdr->sh_offset, file->size);
	}
	return true;
}

bool elf_file_section_by_name(const struct elf_file *file, const char *name,
	struct elf_section *sectionp, struct error *err)
{
	size_t count = 0;

	(void)elf_getshdrnum(file->elf, &count);
	for (size_t i = 1; i < count; i++) {
		if (!elf_file_section(file, i, sectionp, err)) {
			return false;
		}
		if (strcmp(sectionp->name, name) == 0) {
			return true;
		}
	}
	return fail(err, "%s: no section %s", file->path, name);
}

/* Whether A and B are the same section, of a file and of its debug file. */
static bool same_section(
	const struct elf_section *a, const struct elf_section *b)
{
	return a->shdr.sh_addr == b->shdr.sh_addr &&
	       a->shdr.sh_size == b->shdr.sh_size &&
	       strcmp(a->name, b->name) == 0;
}

bool elf_file_image_section(const struct elf_file *file, size_t index,
	struct elf_section *sectionp, bool *foundp, struct error *err)
{
	const struct elf_file *named = elf_file_with_symbols(file);
	struct elf_section wanted;
	size_t count = 0;

	if (!elf_file_section(named, index, &wanted, err)) {
		return false;
	}
	*sectionp = wanted;
	*foundp = named == file;
	(void)elf_getshdrnum(file->elf, &count);
	/* It has the same index, unless sections were removed. */
	for (size_t i = 0; i < count && !*foundp; i++) {
		if (!elf_file_section(
			    file, (index + i) % count, sectionp, err)) {
			return false;
		}
		*foundp = same_section(sectionp, &wanted);
	}
	return true;
}

bool elf_file_section_offset(const struct elf_file *file, size_t index,
	uint64_t addr, uint64_t size, uint64_t *offsetp, struct error *err)
{
	struct elf_section section;
	const GElf_Shdr *shdr = &section.shdr;
	uint64_t skip;
	bool found;

	if (!elf_file_image_section(file, index, &section, &found, err)) {
		return false;
	}
	if (!found) {
		return fail(err,
			"%s: no section %zu as %s has it, with the bytes at 0x%" PRIx64,
			file->path, index, file->debug->path, addr);
	}
	skip = addr - shdr->sh_addr; /* wraps if ADDR is below: too large */
	if (shdr->sh_type == SHT_NOBITS || skip > shdr->sh_size ||
		size > shdr->sh_size - skip) {
		return fail(err,
			"%s: section %s (0x%" PRIx64 " bytes %s at 0x%" PRIx64
			") has no 0x%" PRIx64 " bytes at 0x%" PRIx64,
			file->path, section.name, shdr->sh_size,
			shdr->sh_type == SHT_NOBITS ? "of zeros"
						    : "in the file",
			shdr->sh_addr, size, addr);
	}
	*offsetp = shdr->sh_offset + skip;
	return true;
}

/* The build id among the notes of a section. */
static size_t find_build_id(Elf_Data *data, unsigned char *id, size_t size)
{
	size_t at = 0, name, desc;
	GElf_Nhdr note;

	while ((at = gelf_getnote(data, at, &note, &name, &desc)) > 0) {
		const char *bytes = data->d_buf;

		if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != 4 ||
			memcmp(bytes + name, "GNU", 4) != 0) {
			continue;
		}
		size = note.n_descsz < size ? note.n_descsz : size;
		memcpy(id, bytes + desc, size);
		return size;
	}
	return 0;
}

bool elf_file_build_id(const struct elf_file *file, unsigned char *id,
	size_t size, size_t *copiedp, struct error *err)
{
	struct elf_section section;
	size_t count = 0;

	*copiedp = 0;
	(void)elf_getshdrnum(file->elf, &count);
	for (size_t i = 1; i < count && *copiedp == 0; i++) {
		Elf_Data *data;

		if (!elf_file_section(file, i, &section, err)) {
			return false;
		}
		if (section.shdr.sh_type != SHT_NOTE) {
			continue;
		}
		data = elf_getdata(section.scn, NULL);
		if (data == NULL) {
			return fail(err, "%s: section %s cannot be read: %s",
				file->path, section.name, elf_errmsg(-1));
		}
		*copiedp = find_build_id(data, id, size);
	}
	return true;
}

bool elf_file_offset(const struct elf_file *file, uint64_t addr, uint64_t size,
	uint64_t *offsetp, struct error *err)
{
	size_t count = 0;

	(void)elf_getphdrnum(file->elf, &count);
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr phdr;
		uint64_t skip;

		if (gelf_getphdr(file->elf, (int)i, &phdr) == NULL) {
			break;
		}
		skip = addr - phdr.p_vaddr;
		if (phdr.p_type != PT_LOAD || addr < phdr.p_vaddr ||
			skip > phdr.p_filesz || size > phdr.p_filesz - skip) {
			continue;
		}
		if (!in_file(file, phdr.p_offset, phdr.p_filesz)) {
			return fail(err,
				"%s: program header %zu (0x%" PRIx64
				" bytes at offset 0x%" PRIx64
				") ends past the file's 0x%" PRIx64 " bytes",
				file->path, i, phdr.p_filesz, phdr.p_offset,
				file->size);
		}
		*offsetp = phdr.p_offset + skip;
		return true;
	}
	return fail(err,
		"%s: address 0x%" PRIx64
		" has no bytes in the file, expected a PT_LOAD segment that holds them",
		file->path, addr);
}

bool elf_file_read(const struct elf_file *file, uint64_t offset, void *buf,
	size_t size, struct error *err)
{
	unsigned char *to = buf;

	while (size > 0) {
		ssize_t got = pread(file->fd, to, size, (off_t)offset);

		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got <= 0) {
			return fail(err,
				"%s: cannot read at offset 0x%" PRIx64 ": %s",
				file->path, offset,
				got < 0 ? strerror(errno) : "the file ends");
		}
		to += got;
		offset += (uint64_t)got;
		size -= (size_t)got;
	}
	return true;
}

uint64_t elf_file_number(
	const struct elf_file *file, const void *bytes, unsigned size)
{
	const unsigned char *b = bytes;
	uint64_t value = 0;

	for (unsigned i = 0; i < size; i++) {
		value = value << 8 | b[file->big_endian ? i : size - 1 - i];
	}
	return value;
}

void elf_file_store(
	const struct elf_file *file, void *bytes, unsigned size, uint64_t value)
{
	unsigned char *b = bytes;

	for (unsigned i = 0; i < size; i++) {
		b[file->big_endian ? size - 1 - i : i] = (unsigned char)value;
		value >>= 8;
	}
}
