/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "place.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "append.h"
#include "core/marker.h"
#include "location.h"
#include "elf/move_symbols.h"

/* The segment that loads the section, and the section's own header. */
static void find_headers(struct place *place)
{
	const struct reservation *r = &place->reservation;
	const struct layout *layout = &place->layout;
	struct space *space = &place->space;

	space->section = r->index;
	for (size_t i = layout->phdr_count; i-- > 0;) {
		const uint64_t skip =
			r->addr - layout_segment(layout, i, PHDR_VADDR);
		const uint64_t bytes = layout_segment(layout, i, PHDR_FILESZ);

		if (layout_segment(layout, i, PHDR_TYPE) == PT_LOAD &&
			skip <= bytes && r->size <= bytes - skip &&
			skip == r->offset - layout_segment(
						    layout, i, PHDR_OFFSET)) {
			space->segment = i;
			place->last =
				skip + r->size == bytes &&
				layout_segment(layout, i, PHDR_MEMSZ) == bytes;
		}
	}
}

/* How far the section could reach. */
static bool measure(struct place *place, struct error *err)
{
	const struct reservation *r = &place->reservation;
	struct space *space = &place->space;

	find_headers(place);
	space->name = r->section;
	space->addr = r->addr + r->size;
	space->physical =
		space->addr -
		layout_segment(&place->layout, space->segment, PHDR_VADDR) +
		layout_segment(&place->layout, space->segment, PHDR_PADDR);
	return space_measure(&place->layout, space, err);
}

uint64_t place_reach(const struct place *place)
{
	return place->reservation.size + (place->last ? place->space.bytes : 0);
}

bool place_find(struct place *place, const struct place_request *request,
	const struct elf_file *file, struct error *err)
{
	*place = (struct place){ .request = *request };
	place->reservation.file = file;
	place->reservation.section = request->section;
	if (request->append) {
		return layout_open(&place->layout, file, err) &&
		       append_find(place, err);
	}
	if (!reservation_find(
		    file, request->section, &place->reservation, err) ||
		!reservation_check_markers(&place->reservation, err) ||
		!layout_open(&place->layout, file, err) ||
		!measure(place, err) ||
		!layout_check_own(&place->layout, place->reservation.offset,
			place->reservation.size, place->space.section, err)) {
		return false;
	}
	place->most =
		request->grow ? place_reach(place) : place->reservation.size;
	return true;
}

void place_explain(const struct place *place, char text[PLACE_TEXT])
{
	if (place->last) {
		(void)snprintf(text, PLACE_TEXT,
			"%s follows %" PRIu64 " bytes behind it",
			place->space.next, place->space.bytes);
	} else {
		(void)snprintf(text, PLACE_TEXT,
			"it is not the last in its segment, program header %zu",
			place->space.segment);
	}
}

/* The section's end as it was, and as it will be. */
struct ends {
	const char *section;
	uint64_t from, to;
};

/* Symbols that name the section's end go with it. */
static uint64_t moved_end(
	const GElf_Sym *sym, const char *name, const void *context)
{
	const struct ends *ends = context;

	return sym->st_value == ends->from && is_end_marker(name, ends->section)
		       ? ends->to
		       : sym->st_value;
}

static bool resize(struct place *place, uint64_t size, struct error *err)
{
	struct layout *layout = &place->layout;
	struct reservation *r = &place->reservation;
	const struct ends ends = { r->section, r->addr + r->size,
		r->addr + size };

	if (!layout_resize(layout, place->space.segment, place->space.section,
		    size, err) ||
		!layout_patch_headers(layout, err) ||
		!move_symbols(layout, moved_end, &ends, err)) {
		return false;
	}
	place->grown = size > r->size;
	r->size = size;
	return true;
}

uint64_t place_moved(const struct place *place, uint64_t addr)
{
	const struct append_room *room = &place->room;

	if (room->moves || addr - room->addr >= room->bytes) {
		return addr;
	}
	return addr - room->addr + place->space.addr +
	       append_room_skip(room, place->space.addr);
}

bool place_fit(struct place *place, uint64_t size, struct error *err)
{
	const struct reservation *r = &place->reservation;
	char why[PLACE_TEXT];

	if (place->request.append) {
		return append_add(place, size, err);
	}
	assert(size <= place->most);
	if (size <= r->size && (!place->request.trim || size == r->size)) {
		return true;
	}
	if (!place->last) {
		place_explain(place, why);
		return fail(err,
			"%s: section %s (at 0x%" PRIx64
			") cannot be trimmed: %s",
			r->file->path, r->section, r->addr, why);
	}
	return resize(place, size, err);
}

bool place_fill(struct place *place, const struct buffer *table, bool counted,
	uint64_t count, struct place_facts *factsp, struct error *err)
{
	const struct reservation *r = &place->reservation;
	struct layout *layout = &place->layout;

	*factsp = (struct place_facts){ .is_larger = place->grown,
		.is_appended = place->request.append };
	if (!layout_patch(layout, r->offset, table->data, table->size, err) ||
		!layout_patch(layout, r->offset + table->size, NULL,
			r->size - table->size, err) ||
		!location_patch(layout, r, &factsp->is_located, err) ||
		(counted && !reservation_patch_count(r, layout, count, err)) ||
		!layout_write(layout, place->request.output, err)) {
		return false;
	}
	if (place->request.append) {
		factsp->append = append_facts(place);
	}
	return true;
}

void place_close(struct place *place)
{
	layout_close(&place->layout);
}
