/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "embedded.h"

bool embedded_open(struct embedded *embedded, const struct options *options,
	struct error *err)
{
	if (!elf_file_open(&embedded->file, options->path, err)) {
		return false;
	}
	if (!reservation_find(&embedded->file, options->selection.section,
		    &embedded->reservation, err) ||
		!table_open(&embedded->table, &embedded->reservation, err)) {
		elf_file_close(&embedded->file);
		return false;
	}
	return true;
}

void embedded_close(struct embedded *embedded)
{
	table_close(&embedded->table);
	elf_file_close(&embedded->file);
}
