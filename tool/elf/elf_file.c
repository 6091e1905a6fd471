/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "elf_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/word.h"

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
		return fail(err,
			"%s: not an ELF file; if it is a raw image, give the ELF that it came from",
			file->path);
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

bool elf_file_has(const struct elf_file *file, uint64_t offset, uint64_t size)
{
	return offset <= file->size && size <= file->size - offset;
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

size_t elf_file_segment_count(const struct elf_file *file)
{
	size_t count = 0;

	(void)elf_getphdrnum(file->elf, &count);
	return count;
}

bool elf_file_segment(
	const struct elf_file *file, size_t index, GElf_Phdr *phdr)
{
	return gelf_getphdr(file->elf, (int)index, phdr) != NULL;
}

bool elf_file_offset(const struct elf_file *file, uint64_t addr, uint64_t size,
	uint64_t *offsetp, struct error *err)
{
	GElf_Phdr phdr;

	for (size_t i = 0; elf_file_segment(file, i, &phdr); i++) {
		const uint64_t skip = addr - phdr.p_vaddr;

		if (phdr.p_type != PT_LOAD || addr < phdr.p_vaddr ||
			skip > phdr.p_filesz || size > phdr.p_filesz - skip) {
			continue;
		}
		if (!elf_file_has(file, phdr.p_offset, phdr.p_filesz)) {
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
	return word_load(bytes, size, file->big_endian);
}

void elf_file_store(
	const struct elf_file *file, void *bytes, unsigned size, uint64_t value)
{
	word_store(bytes, size, file->big_endian, value);
}
