/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "fill.h"

#include <string.h>

#include "machine.h"

/* So many in a row are not code: no code runs through that many no-ops. */
enum {
	RUN = 64
};

/* How many of the SIZE bytes before END repeat the last UNIT; 0 if too few. */
static uint64_t run_length(
	const unsigned char *end, uint64_t size, unsigned unit)
{
	uint64_t run = 0;

	while (run + unit <= size &&
		memcmp(end - run - unit, end - unit, unit) == 0) {
		run += unit;
	}
	return run >= (uint64_t)RUN * unit ? run : 0;
}

/*
 * The size of the fill at the end of the SIZE bytes before END, at address AT.
 */
static uint64_t fill_length(const struct fill *fill, const unsigned char *end,
	uint64_t size, uint64_t at)
{
	uint64_t longest_run = run_length(end, size, 1);
	unsigned unit, longest;

	machine_instructions(fill->file, &unit, &longest);
	for (unsigned n = unit; n > 0 && at % unit == 0 && n <= longest;
		n += unit) {
		const uint64_t run = run_length(end, size, n);

		longest_run = run > longest_run ? run : longest_run;
	}
	return longest_run;
}

/* Loads the bytes of section INDEX, if fill is possible in it. */
static bool read_section(struct fill *fill, size_t index, struct error *err)
{
	const struct section_facts *facts = &fill->sections->facts[index];
	struct elf_section section;
	bool found;

	if (fill->section == index) {
		return true;
	}
	fill->section = index;
	fill->bytes = NULL;
	/* The kernel's section: a debug file has addresses but no code. */
	if (!elf_file_image_section(fill->file, index, &section, &found, err)) {
		return false;
	}
	if (!found || section.shdr.sh_type == SHT_NOBITS) {
		return true;
	}
	if (!elf_file_section_bytes(fill->file, &section, &fill->bytes, err)) {
		return false;
	}
	/* A section of equal bytes has no code, so none of it is fill. */
	if (fill_length(fill, fill->bytes + facts->size, facts->size,
		    facts->addr + facts->size) == facts->size) {
		fill->bytes = NULL;
	}
	return true;
}

bool fill_trim(struct fill *fill, struct symbol *label, struct error *err)
{
	const uint64_t end = label->addr + label->size;

	if (fill->sections->count == 0 || label->size == 0) {
		return true;
	}
	if (!read_section(fill, label->section, err)) {
		return false;
	}
	if (fill->bytes != NULL) {
		const uint64_t start =
			fill->sections->facts[label->section].addr;

		label->size -= fill_length(
			fill, fill->bytes + (end - start), label->size, end);
	}
	return true;
}
