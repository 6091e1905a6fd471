/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_BUILD_H
#define KSYM_TOOL_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "elf/elf_file.h"
#include "core/error.h"
#include "fit.h"
#include "options.h"
#include "place/place.h"

/* Zero-initialise before use; free(table.data) after. */
struct build {
	struct buffer table;
	size_t count; /* symbols in it */
	struct fit fit;
};

/* What a table of FILE's symbols, or with NULL of a map's, is made for. */
bool build_target(const struct options *options, const struct elf_file *file,
	struct table_target *target, struct error *err);

/*
 * Selects the symbols of FILE and encodes them, by the options, for a table at
 * PLACE, with --fit in as many bytes as it has if that can be, or for no place
 * in particular (NULL). FILE may be NULL where the options name a map.
 */
bool build_table(const struct options *options, const struct elf_file *file,
	const struct place *place, struct build *build, struct error *err);

/*
 * The same table as embed would write, for no place in particular. With --fit
 * it is one that fits into the ELF.
 */
bool build_alone(const struct options *options, const struct elf_file *file,
	struct build *build, struct error *err);

/*
 * Writes TABLE, of COUNT symbols, to PLACE in the ELF, or in the copy that -o
 * names, and prints DONE and the figures.
 */
bool build_place(const char *done, const struct options *options,
	const struct table_format *format, struct place *place,
	const struct buffer *table, uint64_t count, struct error *err);

#endif
