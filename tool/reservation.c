/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "reservation.h"

#include <inttypes.h>

#define COUNT_NAME "NUM_KERNEL_SYMBOLS"

bool reservation_find(const struct elf_file *file, const char *section,
	struct reservation *reservation, struct error *err)
{
	struct elf_section found;
	uint64_t loaded;

	if (!elf_file_section_by_name(file, section, &found, err)) {
		return false;
	}
	if (found.shdr.sh_type == SHT_NOBITS ||
		(found.shdr.sh_flags & SHF_ALLOC) == 0) {
		return fail(err,
			"%s: section %s is not loaded from the file, expected an allocated section with contents (SHT_PROGBITS)",
			file->path, section);
	}
	*reservation = (struct reservation){ .file = file,
		.section = section,
		.addr = found.shdr.sh_addr,
		.offset = found.shdr.sh_offset,
		.size = found.shdr.sh_size };
	if (!elf_file_offset(
		    file, reservation->addr, reservation->size, &loaded, err)) {
		return false;
	}
	if (loaded != reservation->offset) {
		return fail(err,
			"%s: section %s is at offset 0x%" PRIx64
			", its segment loads 0x%" PRIx64
			" from offset 0x%" PRIx64,
			file->path, section, reservation->offset,
			reservation->addr, loaded);
	}
	return true;
}

bool reservation_read(const struct reservation *reservation,
	struct buffer *contents, struct error *err)
{
	return buffer_append(contents, NULL, reservation->size, err) &&
	       elf_file_read(reservation->file, reservation->offset,
		       contents->data, contents->size, err);
}

static bool find_count(const struct reservation *reservation, uint64_t *offsetp,
	unsigned *sizep, struct error *err)
{
	const struct elf_file *file = reservation->file;
	struct elf_symbol symbol;

	if (!elf_file_symbol_by_name(file, COUNT_NAME, &symbol, err)) {
		return false;
	}
	if (symbol.sym.st_size != 4 && symbol.sym.st_size != 8) {
		return fail(err,
			"%s: " COUNT_NAME " has %" PRIu64
			" bytes, expected 8 (uint64_t) or 4",
			file->path, symbol.sym.st_size);
	}
	*sizep = (unsigned)symbol.sym.st_size;
	if (!elf_file_offset(file, symbol.sym.st_value, *sizep, offsetp, err)) {
		return fail(err,
			"%s: " COUNT_NAME " at 0x%" PRIx64
			" has no bytes in the file, expected initialised data",
			file->path, symbol.sym.st_value);
	}
	if (*offsetp < reservation->offset + reservation->size &&
		reservation->offset < *offsetp + *sizep) {
		return fail(err,
			"%s: " COUNT_NAME " at 0x%" PRIx64
			" lies in section %s, expected it elsewhere",
			file->path, symbol.sym.st_value, reservation->section);
	}
	return true;
}

bool reservation_count(const struct reservation *reservation, uint64_t *countp,
	struct error *err)
{
	unsigned char bytes[8];
	uint64_t offset;
	unsigned size;

	if (!find_count(reservation, &offset, &size, err) ||
		!elf_file_read(reservation->file, offset, bytes, size, err)) {
		return false;
	}
	*countp = elf_file_number(reservation->file, bytes, size);
	return true;
}

bool reservation_patch_count(const struct reservation *reservation,
	struct layout *layout, uint64_t count, struct error *err)
{
	uint64_t offset;
	unsigned size;

	return find_count(reservation, &offset, &size, err) &&
	       layout_check_own(layout, offset, size, 0, err) &&
	       layout_patch_number(
		       layout, layout_moved(layout, offset), size, count, err);
}
