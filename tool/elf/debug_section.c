/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "debug_section.h"

#include <string.h>

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
		data = unpack(*scnp, found) ? elf_rawdata(*scnp, NULL) : NULL;
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

const unsigned char *debug_section_end(Elf *elf, const unsigned char *at)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(elf, scn)) != NULL) {
		const Elf_Data *data = elf_getdata(scn, NULL);
		const unsigned char *bytes = data != NULL ? data->d_buf : NULL;

		if (bytes != NULL && (uintptr_t)at >= (uintptr_t)bytes &&
			(uintptr_t)at - (uintptr_t)bytes < data->d_size) {
			return bytes + data->d_size;
		}
	}
	return at;
}

bool debug_is_big_endian(Elf *elf)
{
	const char *ident = elf_getident(elf, NULL);

	return ident != NULL && ident[EI_DATA] == ELFDATA2MSB;
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
