/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "append.h"

#include <inttypes.h>
#include <stdio.h>

#include "raw_image.h"

/* A program's loader maps what its headers say, and puts no heap there. */
static bool is_program(const struct layout *layout)
{
	return layout_find_segment(layout, PT_INTERP) != SIZE_MAX;
}

static void say_image(const struct place *place)
{
	const struct layout *layout = &place->layout;
	const size_t segment = place->space.segment;
	const uint64_t addr = layout_segment(layout, segment, PHDR_VADDR);
	const uint64_t physical = layout_segment(layout, segment, PHDR_PADDR);
	const uint64_t bytes = layout_segment(layout, segment, PHDR_MEMSZ);
	const uint64_t image = raw_image_size(layout);

	fprintf(stderr,
		"ksym: %s: to be mapped, read-only: 0x%" PRIx64
		" bytes at 0x%" PRIx64 ", physical 0x%" PRIx64
		"; a raw image (objcopy -O binary) grows by %" PRIu64
		" bytes to %" PRIu64 "\n",
		layout->file->path, bytes, addr, physical, image - place->image,
		image);
}

void append_say(const struct place *place)
{
	const struct layout *layout = &place->layout;
	const char *path = layout->file->path;

	if (place->room.moves) {
		fprintf(stderr,
			"ksym: %s: the program headers had no room and moved to 0x%" PRIx64
			": strip before --append, not after; verify finds what strip breaks\n",
			path,
			place->space.addr + append_room_skip(&place->room,
						    place->space.addr));
	}
	if (is_program(layout)) {
		return;
	}
	say_image(place);
	if (place->before[0] != '\0') {
		fprintf(stderr,
			"ksym: %s: the table is behind %s (0x%" PRIx64
			"), where the memory may be a heap's or none: --append-address says another place\n",
			path, place->before, place->before_at);
	}
}
