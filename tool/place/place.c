/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "place.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "append.h"
#include "commands/build.h"
#include "location.h"
#include "move_symbols.h"
#include "commands/progress.h"

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

/* The bytes that the section has, and those that it could have. */
static uint64_t grown(const struct place *place)
{
	return place->reservation.size + (place->last ? place->space.bytes : 0);
}

bool place_find(struct place *place, const struct options *options,
	const struct elf_file *file, struct error *err)
{
	*place = (struct place){ .options = options };
	place->reservation.file = file;
	place->reservation.section = options->selection.section;
	if (options->append) {
		return layout_open(&place->layout, file, err) &&
		       append_find(place, err);
	}
	if (!reservation_find(file, options->selection.section,
		    &place->reservation, err) ||
		!reservation_check_markers(&place->reservation, err) ||
		!layout_open(&place->layout, file, err) ||
		!measure(place, err) ||
		!layout_check_own(&place->layout, place->reservation.offset,
			place->reservation.size, place->space.section, err) ||
		!table_may_replace(&place->reservation, err)) {
		return false;
	}
	place->most = options->grow ? grown(place) : place->reservation.size;
	return true;
}

/* The options that would make a table of SIZE bytes fit, as far as we know. */
static void list_help(
	const struct place *place, uint64_t size, char *text, size_t room)
{
	const struct options *options = place->options;
	const struct {
		bool helps;
		const char *option;
	} helps[] = {
		{ !options->grow && size <= grown(place), "--grow" },
		{ !options->fit, "--fit" },
		{ !options->fit && !options->selection.functions_only,
			"--select functions" },
		{ options->by_name, "no --by-name" },
		{ build_format(options)->counted, "--format compact" },
	};
	const char *between = "; what helps: ";

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(helps) / sizeof(helps[0]); i++) {
		const size_t at = strlen(text);

		if (helps[i].helps) {
			(void)snprintf(text + at, room - at, "%s%s", between,
				helps[i].option);
			between = ", ";
		}
	}
}

/* Why the section cannot reach further. */
static void explain(const struct place *place, char *text, size_t room)
{
	if (place->last) {
		(void)snprintf(text, room,
			"%s follows %" PRIu64 " bytes behind it",
			place->space.next, place->space.bytes);
	} else {
		(void)snprintf(text, room,
			"it is not the last in its segment, program header %zu",
			place->space.segment);
	}
}

static bool fail_small(
	const struct place *place, uint64_t size, struct error *err)
{
	const struct reservation *r = &place->reservation;
	const bool grow = place->options->grow;
	char help[128], why[256];

	list_help(place, size, help, sizeof(help));
	explain(place, why, sizeof(why));
	return fail(err,
		"%s: section %s (at 0x%" PRIx64
		") is too small: the table needs %" PRIu64 " bytes%s, %" PRIu64
		" are reserved%s%s%s",
		r->file->path, r->section, r->addr, size,
		place->options->fit ? " even with --fit" : "", r->size,
		grow ? ", and it cannot grow so far: " : "", grow ? why : "",
		help);
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

	return sym->st_value == ends->from &&
			       selection_is_end_marker(name, ends->section)
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

void place_move_list(const struct place *place, struct symbol_list *list)
{
	const struct append_room *room = &place->room;
	const uint64_t to =
		place->space.addr + append_room_skip(room, place->space.addr);

	/* A map's, and a debug file's, stay as these say. */
	if (room->moves || room->bytes == 0 ||
		place->options->selection.map != NULL ||
		place->layout.file->debug != NULL) {
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		struct symbol *symbol = &list->symbols[i];

		if (symbol->addr - room->addr < room->bytes) {
			symbol->addr += to - room->addr;
		}
	}
	symbol_list_sort(list);
}

bool place_fit(struct place *place, uint64_t size, struct error *err)
{
	const struct options *options = place->options;
	const struct reservation *r = &place->reservation;
	char why[256];

	if (options->append) {
		return append_add(place, size, err);
	}
	if (size > place->most) {
		return fail_small(place, size, err);
	}
	if (size <= r->size && (!options->trim || size == r->size)) {
		return true;
	}
	if (!place->last) {
		explain(place, why, sizeof(why));
		return fail(err,
			"%s: section %s (at 0x%" PRIx64
			") cannot be trimmed: %s",
			r->file->path, r->section, r->addr, why);
	}
	return resize(place, size, err);
}

/* What a user of the new layout has to know. */
static void warn(const struct place *place, bool located)
{
	const struct reservation *r = &place->reservation;
	const bool append = place->options->append;

	progress_end();
	if (!located && (append || place->grown)) {
		fprintf(stderr,
			"ksym: %s: no ksym_location (KSYM_LOCATION in ksym.h) to tell the kernel of %" PRIu64
			" bytes at 0x%" PRIx64 "\n",
			r->file->path, r->size, r->addr);
	}
	if (append) {
		append_say(place);
	}
}

bool place_fill(struct place *place, const struct buffer *table, bool counted,
	uint64_t count, struct error *err)
{
	const struct options *options = place->options;
	const struct reservation *r = &place->reservation;
	struct layout *layout = &place->layout;
	bool located;

	if (!layout_patch(layout, r->offset, table->data, table->size, err) ||
		!layout_patch(layout, r->offset + table->size, NULL,
			r->size - table->size, err) ||
		!location_patch(layout, r, &located, err) ||
		(counted && !reservation_patch_count(r, layout, count, err)) ||
		!layout_write(layout,
			options->output != NULL ? options->output
						: options->path,
			err)) {
		return false;
	}
	warn(place, located);
	return true;
}

void place_close(struct place *place)
{
	layout_close(&place->layout);
}
