/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "elf_file.h"

#include <inttypes.h>
#include <string.h>

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
	sectionp->index = index;
	sectionp->scn = scn;
	sectionp->name = elf_strptr(file->elf, names, shdr->sh_name);
	if (sectionp->name == NULL) {
		return fail(err, "%s: section %zu has no valid name",
			file->path, index);
	}
	if (shdr->sh_type != SHT_NOBITS &&
		!elf_file_has(file, shdr->sh_offset, shdr->sh_size)) {
		return fail(err,
			"%s: section %s (0x%" PRIx64
			" bytes at offset 0x%" PRIx64
			") ends past the file's 0x%" PRIx64 " bytes",
			file->path, sectionp->name, shdr->sh_size,
			shdr->sh_offset, file->size);
	}
	return true;
}

size_t elf_file_section_count(const struct elf_file *file)
{
	size_t count = 0;

	(void)elf_getshdrnum(file->elf, &count);
	return count;
}

struct elf_section_walk elf_section_walk(const struct elf_file *file)
{
	return (struct elf_section_walk){ .file = file };
}

bool elf_section_next(struct elf_section_walk *walk, struct error *err)
{
	const size_t next = walk->section.index + 1;

	if (next >= elf_file_section_count(walk->file)) {
		return false;
	}
	walk->failed = !elf_file_section(walk->file, next, &walk->section, err);
	return !walk->failed;
}

bool elf_file_find_section(const struct elf_file *file, const char *name,
	struct elf_section *sectionp, bool *foundp, struct error *err)
{
	struct elf_section_walk walk = elf_section_walk(file);

	*foundp = false;
	while (!*foundp && elf_section_next(&walk, err)) {
		*foundp = strcmp(walk.section.name, name) == 0;
	}
	*sectionp = walk.section;
	return !walk.failed;
}

bool elf_file_section_names(const struct elf_file *file,
	struct elf_section *sectionp, struct error *err)
{
	size_t index;

	return elf_getshdrstrndx(file->elf, &index) == 0
		       ? elf_file_section(file, index, sectionp, err)
		       : fail(err, "%s: no section names", file->path);
}

bool elf_file_section_bytes(const struct elf_file *file,
	const struct elf_section *section, const unsigned char **bytesp,
	struct error *err)
{
	const Elf_Data *data = elf_rawdata(section->scn, NULL);

	*bytesp = data != NULL ? data->d_buf : NULL;
	return data != NULL ||
	       fail(err, "%s: section %s cannot be read: %s", file->path,
		       section->name, elf_errmsg(-1));
}

/* Whether A and B are one section, in a file and in what was split off it. */
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
	const size_t count = elf_file_section_count(file);

	if (!elf_file_section(named, index, &wanted, err)) {
		return false;
	}
	*sectionp = wanted;
	*foundp = named == file;
	/* It has the same index, if nobody took sections out. */
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
	skip = addr - shdr->sh_addr; /* below it more than any size */
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
