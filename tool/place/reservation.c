/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "reservation.h"

#include <inttypes.h>
#include <string.h>

#include "elf/segments.h"
#include "core/marker.h"

#define COUNT_NAME "NUM_KERNEL_SYMBOLS"

/* The one section of that name. */
static bool find_section(const struct elf_file *file, const char *name,
	struct elf_section *foundp, struct error *err)
{
	struct elf_section_walk walk = elf_section_walk(file);

	*foundp = (struct elf_section){ 0 };
	while (elf_section_next(&walk, err)) {
		if (strcmp(walk.section.name, name) != 0) {
			continue;
		}
		if (foundp->index != 0) {
			return fail(err,
				"%s: sections %zu and %zu are both %s, expected one",
				file->path, foundp->index, walk.section.index,
				name);
		}
		*foundp = walk.section;
	}
	if (walk.failed) {
		return false;
	}
	return foundp->index != 0 ||
	       fail(err,
		       "%s: no section %s: reserve one (KSYM_RESERVE of ksym.h, or a few lines of the linker script: man ksym, RESERVING), then ksym embed; or add a segment for it: ksym embed --append",
		       file->path, name);
}

bool reservation_find(const struct elf_file *file, const char *section,
	struct reservation *reservation, struct error *err)
{
	struct elf_section found;

	if (!find_section(file, section, &found, err)) {
		return false;
	}
	if (found.shdr.sh_type == SHT_NOBITS) {
		return fail(err,
			"%s: section %s has no bytes in the file (SHT_NOBITS), expected contents (SHT_PROGBITS): put BYTE(0) into it in the linker script",
			file->path, section);
	}
	if ((found.shdr.sh_flags & SHF_ALLOC) == 0) {
		return fail(err,
			"%s: section %s is not loaded, expected an allocated section (SHF_ALLOC)",
			file->path, section);
	}
	*reservation = (struct reservation){ .file = file,
		.section = section,
		.index = found.index,
		.addr = found.shdr.sh_addr,
		.offset = found.shdr.sh_offset,
		.size = found.shdr.sh_size };
	return segments_load(file, reservation->offset, reservation->addr,
		       reservation->size) ||
	       fail(err,
		       "%s: section %s: no segment loads its 0x%" PRIx64
		       " bytes at offset 0x%" PRIx64
		       " to its address 0x%" PRIx64
		       ", expected a PT_LOAD that does",
		       file->path, section, reservation->size,
		       reservation->offset, reservation->addr);
}

static bool check_marker(
	const struct elf_symbol *symbol, void *context, struct error *err)
{
	const struct reservation *r = context;
	const uint64_t value = symbol->sym.st_value;
	const uint64_t end = r->addr + r->size;

	if (symbol->section == SHN_UNDEF ||
		!is_marker(symbol->name, r->section)) {
		return true;
	}
	/* One beyond the end leaves the kernel bytes that are no table's. */
	if (is_end_marker(symbol->name, r->section) ? value >= end
						    : value == r->addr) {
		return true;
	}
	return fail(err,
		"%s: symbol %s is 0x%" PRIx64 ", section %s is from 0x%" PRIx64
		" to 0x%" PRIx64
		": expected the section in one piece, between its symbols",
		r->file->path, symbol->name, value, r->section, r->addr, end);
}

bool reservation_check_markers(
	const struct reservation *reservation, struct error *err)
{
	struct reservation r = *reservation;

	/* Those of a debug file do not know how the section has grown. */
	return r.file->debug != NULL || !elf_file_has_symbols(r.file) ||
	       elf_file_each_symbol(r.file, check_marker, &r, err);
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
	bool found;

	if (!elf_file_find_symbol(file, COUNT_NAME, &symbol, &found, err)) {
		return false;
	}
	if (!found) {
		return fail(err,
			"%s: no symbol " COUNT_NAME
			": for a flat table the kernel must define it, as const uint64_t " COUNT_NAME
			" = 0",
			file->path);
	}
	if (symbol.sym.st_size != 4 && symbol.sym.st_size != 8) {
		return fail(err,
			"%s: " COUNT_NAME " has %" PRIu64
			" bytes, expected 8 (uint64_t) or 4",
			file->path, symbol.sym.st_size);
	}
	*sizep = (unsigned)symbol.sym.st_size;
	if (!segments_symbol_offset(file, &symbol, *sizep, offsetp, err)) {
		return false;
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

	if (!find_count(reservation, &offset, &size, err)) {
		return false;
	}
	offset = layout_moved(layout, offset);
	return layout_check_own(layout, offset, size, 0, err) &&
	       layout_patch_number(layout, offset, size, count, err);
}
