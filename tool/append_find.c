/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "append.h"

#include <inttypes.h>
#include <string.h>

/* Pages are no smaller than this, on any machine. */
#define MIN_PAGE 4096

static bool is_loaded(const struct layout *layout, size_t i)
{
	return layout_segment(layout, i, PHDR_TYPE) == PT_LOAD &&
	       layout_segment(layout, i, PHDR_MEMSZ) > 0;
}

static uint64_t distance(const struct layout *layout, size_t i)
{
	return layout_segment(layout, i, PHDR_PADDR) -
	       layout_segment(layout, i, PHDR_VADDR);
}

/* What the segments that there are say of a further one. */
struct neighbours {
	size_t count;
	size_t last;       /* index of the last PT_LOAD in the table */
	uint64_t page;     /* the greatest alignment */
	uint64_t end;      /* of all addresses that are in use */
	bool one_distance; /* p_paddr - p_vaddr is the same in all */
};

static void raise(uint64_t *valuep, uint64_t value)
{
	if (value > *valuep) {
		*valuep = value;
	}
}

static bool look_at_segments(const struct layout *layout,
	struct neighbours *neighbours, struct error *err)
{
	*neighbours =
		(struct neighbours){ .page = MIN_PAGE, .one_distance = true };
	for (size_t i = 0; i < layout->phdr_count; i++) {
		if (!is_loaded(layout, i)) {
			continue;
		}
		if (neighbours->count++ > 0 &&
			distance(layout, i) !=
				distance(layout, neighbours->last)) {
			neighbours->one_distance = false;
		}
		neighbours->last = i;
		raise(&neighbours->page, layout_segment(layout, i, PHDR_ALIGN));
		raise(&neighbours->end,
			layout_segment(layout, i, PHDR_VADDR) +
				layout_segment(layout, i, PHDR_MEMSZ));
	}
	if (neighbours->count == 0) {
		return fail(err,
			"%s: no segment is loaded, expected a PT_LOAD to append one to",
			layout->file->path);
	}
	if ((neighbours->page & (neighbours->page - 1)) != 0 ||
		neighbours->page > LAYOUT_MAX_ALIGNMENT) {
		return fail(err,
			"%s: segments are aligned to 0x%" PRIx64
			" bytes, expected a power of two of at most 1 GiB",
			layout->file->path, neighbours->page);
	}
	return true;
}

static bool look_at_symbol(
	const struct elf_symbol *symbol, void *context, struct error *err)
{
	struct neighbours *neighbours = context;
	const unsigned type = GELF_ST_TYPE(symbol->sym.st_info);

	(void)err;
	/* Absolute ones may be no addresses at all. */
	if (symbol->section != SHN_UNDEF && type != STT_TLS &&
		(symbol->sym.st_shndx < SHN_LORESERVE ||
			symbol->sym.st_shndx == SHN_XINDEX)) {
		raise(&neighbours->end, symbol->sym.st_value);
	}
	return true;
}

static bool choose_address(
	struct place *place, struct neighbours *neighbours, struct error *err)
{
	const struct layout *layout = &place->layout;
	struct error ignored = { 0 };

	if (place->options->append_at) {
		place->space.addr = place->options->append_address;
		return true;
	}
	if (!neighbours->one_distance) {
		return fail(err,
			"%s: its segments are not all loaded at one distance from their addresses, so --append cannot choose: expected --append-address",
			layout->file->path);
	}
	(void)elf_file_each_symbol(
		layout->file, look_at_symbol, neighbours, &ignored);
	place->space.addr = layout_round_up(neighbours->end, neighbours->page);
	if (place->space.addr < neighbours->end) {
		return fail(err,
			"%s: no addresses follow 0x%" PRIx64
			", expected --append-address",
			layout->file->path, neighbours->end);
	}
	return true;
}

/* The segment at or below ADDR, else any: what is near is loaded alike. */
static size_t find_neighbour(const struct layout *layout, uint64_t addr)
{
	size_t found = SIZE_MAX, any = 0;

	for (size_t i = 0; i < layout->phdr_count; i++) {
		const uint64_t begin = layout_segment(layout, i, PHDR_VADDR);

		if (!is_loaded(layout, i)) {
			continue;
		}
		any = i;
		if (begin <= addr &&
			(found == SIZE_MAX ||
				begin >= layout_segment(
						 layout, found, PHDR_VADDR))) {
			found = i;
		}
	}
	return found != SIZE_MAX ? found : any;
}

static bool is_zero(const unsigned char *bytes, size_t size)
{
	return size == 0 ||
	       (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0);
}

/* Whether a segment loads so many bytes from the file, beginning at ADDR. */
static bool is_mapped(
	const struct layout *layout, uint64_t addr, uint64_t bytes)
{
	uint64_t offset;
	struct error ignored = { 0 };

	return elf_file_offset(layout->file, addr, bytes, &offset, &ignored);
}

/* Whether the table of program headers can have one more where it is. */
static bool headers_have_room(const struct layout *layout)
{
	const struct elf_file *file = layout->file;
	const uint64_t begin = file->ehdr.e_phoff + layout->phdrs.size;
	const uint64_t end = begin + layout->phdr_size;
	const size_t self = layout_find_segment(layout, PT_PHDR);
	unsigned char bytes[sizeof(GElf_Phdr)];
	struct error ignored = { 0 };

	if (layout_find_segment(layout, PT_NULL) != SIZE_MAX) {
		return true;
	}
	if ((file->ehdr.e_shoff < end &&
		    begin < file->ehdr.e_shoff + layout->shdrs.size) ||
		!elf_file_read(
			file, begin, bytes, layout->phdr_size, &ignored) ||
		!is_zero(bytes, layout->phdr_size)) {
		return false;
	}
	for (size_t i = 1; i < layout->shdr_count; i++) {
		const uint64_t at = layout_section(layout, i, SHDR_OFFSET);

		if (at < end && begin < at + layout_section_bytes(layout, i)) {
			return false;
		}
	}
	return self == SIZE_MAX ||
	       is_mapped(layout, layout_segment(layout, self, PHDR_VADDR),
		       layout->phdrs.size + layout->phdr_size);
}

bool append_find(struct place *place, struct error *err)
{
	const struct layout *layout = &place->layout;
	const struct elf_file *file = layout->file;
	struct reservation *r = &place->reservation;
	struct space *space = &place->space;
	struct neighbours neighbours;
	struct elf_section section;
	struct error missing;
	uint64_t skip;

	if (elf_file_section_by_name(file, r->section, &section, &missing)) {
		return fail(err,
			"%s: section %s is there already, expected embed without --append",
			file->path, r->section);
	}
	if (!look_at_segments(layout, &neighbours, err) ||
		!choose_address(place, &neighbours, err)) {
		return false;
	}
	place->page = neighbours.page;
	place->headers = headers_have_room(layout)
				 ? 0
				 : layout->phdrs.size + layout->phdr_size;
	space->name = r->section;
	space->segment = SIZE_MAX;
	space->physical = space->addr +
			  distance(layout, find_neighbour(layout, space->addr));
	skip = layout_round_up(place->headers, OPTIONS_ALIGNMENT);
	r->addr = space->addr + skip;
	if (!space_measure(layout, space, err)) {
		return false;
	}
	place->most = space->bytes > skip ? space->bytes - skip : 0;
	return true;
}
