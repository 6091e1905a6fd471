/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "image.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/system.h"
#include "elf/segments.h"

/* A raw image, and the ELF's table that should be in it. */
struct image {
	const struct input *input;
	const char *path;
	struct buffer bytes;
	uint64_t load;     /* where the table is loaded */
	uint64_t expected; /* offset, if nothing of the ELF was left out */
	bool found;
	uint64_t offset; /* then, of the table */
};

/* A flat table without symbols has no bytes, and is nowhere. */
static bool holds_table(const struct image *image, uint64_t offset)
{
	const struct table *table = &image->input->table;

	return table->used > 0 && offset <= image->bytes.size &&
	       table->used <= image->bytes.size - offset &&
	       memcmp(image->bytes.data + offset, table->bytes.data,
		       table->used) == 0;
}

/* Whether the section has bytes in a raw image, if it is not left out of it. */
static bool is_loaded(const GElf_Shdr *shdr)
{
	return (shdr->sh_flags & SHF_ALLOC) != 0 &&
	       shdr->sh_type != SHT_NOBITS && shdr->sh_size > 0;
}

/*
 * An image begins with the section that is loaded lowest, of those that went
 * into it. Any but the table's may have been left out (objcopy -j, -R), so each
 * is tried.
 */
static bool find_table(struct image *image, struct error *err)
{
	const struct elf_file *file = &image->input->file;
	struct elf_section_walk walk = elf_section_walk(file);

	while (!image->found && elf_section_next(&walk, err)) {
		uint64_t distance;

		if (!is_loaded(&walk.section.shdr)) {
			continue;
		}
		distance = image->load -
			   segments_load_address(file, &walk.section);
		/* Above the table, the difference is less than nothing. */
		if (distance > image->load) {
			continue;
		}
		if (distance > image->expected) {
			image->expected = distance;
		}
		image->found = holds_table(image, distance);
		image->offset = distance;
	}
	return !walk.failed;
}

/* It is not where it should be: is it anywhere? */
static bool fail_image(const struct image *image, struct error *err)
{
	const struct input *input = image->input;
	const uint64_t used = input->table.used;
	const unsigned char *elsewhere = NULL;

	if (used > 0 && image->bytes.size >= used) {
		elsewhere = system_find(image->bytes.data, image->bytes.size,
			input->table.bytes.data, used);
	}
	if (elsewhere != NULL) {
		return fail(err,
			"%s: has the table at offset 0x%" PRIx64
			", expected it at 0x%" PRIx64
			", where %s has section %s loaded",
			image->path, (uint64_t)(elsewhere - image->bytes.data),
			image->expected, input->table.path,
			input->reservation.section);
	}
	return fail(err,
		"%s: no table of %s at offset 0x%" PRIx64
		", where section %s is loaded: make the image after ksym embed, and with -j %s if objcopy is told sections by -j",
		image->path, input->table.path, image->expected,
		input->reservation.section, input->reservation.section);
}

bool image_verify(const struct input *input, const char *path,
	uint64_t *offsetp, struct error *err)
{
	struct image image = { .input = input, .path = path };
	struct elf_section section;
	bool done = elf_file_section(&input->file, input->reservation.index,
			    &section, err) &&
		    buffer_read_file(&image.bytes, path, SIZE_MAX, err);

	if (done) {
		image.load = segments_load_address(&input->file, &section);
		done = find_table(&image, err) &&
		       (image.found || fail_image(&image, err));
	}
	*offsetp = image.offset;
	free(image.bytes.data);
	return done;
}
