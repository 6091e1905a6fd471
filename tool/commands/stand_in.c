/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "stand_in.h"

#include <stdlib.h>

#include "build.h"
#include "place/reservation.h"

bool stand_in_serves(const struct elf_file *file, const struct options *options,
	const char **whyp)
{
	const char *name = options->selection.section;
	struct reservation reservation;
	struct elf_section section;
	struct error ignored;

	*whyp = NULL;
	if (options->selection.map != NULL || options->debug_file != NULL) {
		return true;
	}
	if (!elf_file_section_by_name(file, name, &section, &ignored)) {
		*whyp = "no section";
	} else if (section.shdr.sh_type == SHT_NOBITS) {
		*whyp = "no bytes in the file for section";
	} else if (reservation_find(file, name, &reservation, &ignored) &&
		   table_is_erased(&reservation)) {
		*whyp = "nothing yet in section";
	}
	return *whyp != NULL;
}

bool stand_in_open(struct table *table, const struct elf_file *file,
	const struct options *options, struct error *err)
{
	struct build build = { 0 };

	if (build_table(options, file, NULL, &build, err)) {
		return table_open_bytes(table, file->path, &build.table, err);
	}
	free(build.table.data);
	return false;
}
