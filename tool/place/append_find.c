/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "append.h"

#include <inttypes.h>
#include <stdio.h>

#include "raw_image.h"

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
	uint64_t memory;   /* the end of all segments */
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
	neighbours->memory = neighbours->end;
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

/* Whether it names one; absolute ones may be no addresses at all. */
static bool is_address(const struct elf_symbol *symbol)
{
	const unsigned type = GELF_ST_TYPE(symbol->sym.st_info);

	return symbol->section != SHN_UNDEF && type != STT_TLS &&
	       type != STT_SECTION &&
	       (symbol->sym.st_shndx < SHN_LORESERVE ||
		       symbol->sym.st_shndx == SHN_XINDEX);
}

static bool look_at_symbol(
	const struct elf_symbol *symbol, void *context, struct error *err)
{
	struct neighbours *neighbours = context;

	(void)err;
	if (is_address(symbol)) {
		raise(&neighbours->end, symbol->sym.st_value);
	}
	return true;
}

static bool choose_address(
	struct place *place, struct neighbours *neighbours, struct error *err)
{
	const struct layout *layout = &place->layout;

	if (place->request.append_at) {
		place->space.addr = place->request.append_address;
		return true;
	}
	if (!neighbours->one_distance) {
		return fail(err,
			"%s: its segments are not all loaded at one distance from their addresses, so --append cannot choose: expected --append-address",
			layout->file->path);
	}
	if (elf_file_has_symbols(layout->file) &&
		!elf_file_each_symbol(
			layout->file, look_at_symbol, neighbours, err)) {
		return false;
	}
	/* A program may be as long as its file; a kernel's image grows by it. */
	if (place->room.moves &&
		layout_find_segment(layout, PT_INTERP) != SIZE_MAX) {
		raise(&neighbours->end,
			layout->file->size + place->room.distance);
	}
	place->space.addr = layout_round_up(neighbours->end, neighbours->page);
	if (place->space.addr < neighbours->end) {
		return fail(err,
			"%s: no addresses follow 0x%" PRIx64
			", expected --append-address",
			layout->file->path, neighbours->end);
	}
	return true;
}

struct before {
	struct place *place;
	uint64_t memory;
};

static bool look_before(
	const struct elf_symbol *symbol, void *context, struct error *err)
{
	struct before *before = context;
	struct place *place = before->place;
	const uint64_t value = symbol->sym.st_value;

	(void)err;
	if (is_address(symbol) && value >= before->memory &&
		value <= place->space.addr &&
		(place->before[0] == '\0' || value > place->before_at)) {
		(void)snprintf(place->before, sizeof(place->before), "%s",
			symbol->name);
		place->before_at = value;
	}
	return true;
}

/* The last symbol from MEMORY, the end of all segments, to the new one. */
static bool find_before(struct place *place, uint64_t memory, struct error *err)
{
	const struct elf_file *file = place->layout.file;
	struct before before = { place, memory };

	return !elf_file_has_symbols(file) ||
	       elf_file_each_symbol(file, look_before, &before, err);
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

bool append_find(struct place *place, struct error *err)
{
	const struct layout *layout = &place->layout;
	const struct elf_file *file = layout->file;
	struct reservation *r = &place->reservation;
	struct space *space = &place->space;
	struct neighbours neighbours;
	struct elf_section section;
	uint64_t skip;
	bool found;

	if (!elf_file_find_section(file, r->section, &section, &found, err)) {
		return false;
	}
	if (found) {
		return fail(err,
			"%s: section %s is there already, expected embed without --append",
			file->path, r->section);
	}
	if (!look_at_segments(layout, &neighbours, err) ||
		!append_room_find(layout, &place->room, err) ||
		!choose_address(place, &neighbours, err) ||
		!find_before(place, neighbours.memory, err)) {
		return false;
	}
	place->page = neighbours.page;
	place->image = raw_image_size(layout);
	space->name = r->section;
	space->segment = SIZE_MAX;
	space->physical = space->addr +
			  distance(layout, find_neighbour(layout, space->addr));
	skip = layout_round_up(
		append_room_skip(&place->room, space->addr) + place->room.bytes,
		PLACE_ALIGNMENT);
	r->addr = space->addr + skip;
	if (!space_measure(layout, space, err)) {
		return false;
	}
	place->most = space->bytes > skip ? space->bytes - skip : 0;
	return true;
}
