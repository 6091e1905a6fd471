/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "append.h"

#include "append_room.h"
#include "raw_image.h"

/* A program's loader maps what its headers say, and puts no heap there. */
static bool is_program(const struct layout *layout)
{
	return layout_find_segment(layout, PT_INTERP) != SIZE_MAX;
}

struct append_facts append_facts(const struct place *place)
{
	const struct layout *layout = &place->layout;
	const size_t segment = place->space.segment;

	return (struct append_facts){
		.is_program = is_program(layout),
		.has_moved_headers = place->room.moves,
		.headers = place->space.addr +
			   append_room_skip(&place->room, place->space.addr),
		.addr = layout_segment(layout, segment, PHDR_VADDR),
		.physical = layout_segment(layout, segment, PHDR_PADDR),
		.bytes = layout_segment(layout, segment, PHDR_MEMSZ),
		.image = raw_image_size(layout),
		.image_before = place->image,
		.before = place->before,
		.before_at = place->before_at,
	};
}
