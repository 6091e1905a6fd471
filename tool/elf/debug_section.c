/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "debug_section.h"

#include <string.h>

#include "core/word.h"

static bool is_debug(const char *section)
{
	return strncmp(section, ".debug_", 7) == 0 ||
	       strncmp(section, ".zdebug_", 8) == 0;
}

/* Whether SECTION is NAME, .zNAME without NAME's dot, or NAME.dwo. */
static bool is_named(const char *section, const char *name)
{
	const size_t length = strlen(name);

	return strcmp(section, name) == 0 ||
	       (strncmp(section, ".z", 2) == 0 &&
		       strcmp(section + 2, name + 1) == 0) ||
	       (strncmp(section, name, length) == 0 &&
		       strcmp(section + length, ".dwo") == 0);
}

/* Whether a section named .z is packed still: libdw may have unpacked it. */
static bool has_magic(Elf_Scn *scn)
{
	const Elf_Data *data = elf_rawdata(scn, NULL);

	return data != NULL && data->d_buf != NULL && data->d_size >= 4 &&
	       memcmp(data->d_buf, "ZLIB", 4) == 0;
}

static bool unpack(Elf_Scn *scn, const char *name)
{
	GElf_Shdr shdr;

	if (gelf_getshdr(scn, &shdr) == NULL || shdr.sh_type == SHT_NOBITS) {
		return false;
	}
	if ((shdr.sh_flags & SHF_COMPRESSED) != 0) {
		return elf_compress(scn, 0, 0) >= 0;
	}
	return strncmp(name, ".z", 2) != 0 || !has_magic(scn) ||
	       elf_compress_gnu(scn, 0, 0) >= 0;
}

bool debug_section_next(Elf *elf, const char *name, Elf_Scn **scnp,
	const unsigned char **bytesp, size_t *sizep)
{
	size_t names;

	if (elf_getshdrstrndx(elf, &names) != 0) {
		return false;
	}
	while ((*scnp = elf_nextscn(elf, *scnp)) != NULL) {
		GElf_Shdr shdr;
		const char *found;
		const Elf_Data *data;

		if (gelf_getshdr(*scnp, &shdr) == NULL) {
			continue;
		}
		found = elf_strptr(elf, names, shdr.sh_name);
		if (found == NULL || !is_named(found, name)) {
			continue;
		}
		data = unpack(*scnp, found) ? elf_getdata(*scnp, NULL) : NULL;
		if (data == NULL || data->d_buf == NULL) {
			return false;
		}
		*bytesp = data->d_buf;
		*sizep = data->d_size;
		return true;
	}
	return false;
}

bool debug_section_bytes(
	Elf *elf, const char *name, const unsigned char **bytesp, size_t *sizep)
{
	Elf_Scn *scn = NULL;

	return debug_section_next(elf, name, &scn, bytesp, sizep);
}

bool debug_sections_are_bytes(Elf *elf)
{
	Elf_Scn *scn = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names) != 0) {
		return false;
	}
	while ((scn = elf_nextscn(elf, scn)) != NULL) {
		GElf_Shdr shdr;
		const char *name =
			gelf_getshdr(scn, &shdr) != NULL
				? elf_strptr(elf, names, shdr.sh_name)
				: NULL;

		if (name != NULL && is_debug(name) &&
			shdr.sh_type != SHT_PROGBITS &&
			shdr.sh_type != SHT_NOBITS &&
			shdr.sh_type < SHT_LOPROC) {
			return false;
		}
	}
	return true;
}

bool debug_is_big_endian(Elf *elf)
{
	const char *ident = elf_getident(elf, NULL);

	return ident != NULL && ident[EI_DATA] == ELFDATA2MSB;
}

/* The size that the header of a packed section tells, or that of the section. */
static bool unpacked_size(const struct elf_file *file,
	const struct elf_section *section, uint64_t *sizep, struct error *err)
{
	const unsigned char *bytes;
	GElf_Chdr chdr;

	*sizep = section->shdr.sh_size;
	if ((section->shdr.sh_flags & SHF_COMPRESSED) != 0) {
		if (gelf_getchdr(section->scn, &chdr) == NULL) {
			return fail(err, "%s: section %s: %s", file->path,
				section->name, elf_errmsg(-1));
		}
		*sizep = chdr.ch_size;
	} else if (section->name[1] == 'z' && has_magic(section->scn)) {
		if (!elf_file_section_bytes(file, section, &bytes, err)) {
			return false;
		}
		*sizep = section->shdr.sh_size < 12
				 ? 0
				 : word_load(bytes + 4, 8, true);
	}
	return true;
}

bool debug_sections_size(
	const struct elf_file *file, uint64_t *sizep, struct error *err)
{
	struct elf_section_walk walk = elf_section_walk(file);

	*sizep = 0;
	while (elf_section_next(&walk, err)) {
		uint64_t size;

		if (!is_debug(walk.section.name)) {
			continue;
		}
		if (!unpacked_size(file, &walk.section, &size, err)) {
			return false;
		}
		*sizep =
			size > UINT64_MAX - *sizep ? UINT64_MAX : *sizep + size;
	}
	return !walk.failed;
}

bool debug_sections_unpack(const struct elf_file *file, struct error *err)
{
	struct elf_section_walk walk = elf_section_walk(file);

	while (elf_section_next(&walk, err)) {
		const struct elf_section *section = &walk.section;
		GElf_Chdr chdr;

		if (strncmp(section->name, ".debug_", 7) != 0 ||
			(section->shdr.sh_flags & SHF_COMPRESSED) == 0) {
			continue;
		}
		if (gelf_getchdr(section->scn, &chdr) == NULL) {
			return fail(err, "%s: section %s: %s", file->path,
				section->name, elf_errmsg(-1));
		}
		if (chdr.ch_type != ELFCOMPRESS_ZLIB &&
			elf_compress(section->scn, 0, 0) < 0) {
			return fail(err,
				"%s: section %s is compressed in a way (%u) that ksym cannot unpack, expected zlib (1): unpack it by objcopy --decompress-debug-sections",
				file->path, section->name,
				(unsigned)chdr.ch_type);
		}
	}
	return !walk.failed;
}
