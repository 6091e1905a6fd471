/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_BUILD_H
#define KSYM_TOOL_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "elf_file.h"
#include "error.h"
#include "options.h"

/* The format that the options ask for, compact if they name none. */
const struct table_format *build_format(const struct options *options);

/*
 * Selects the symbols of FILE and encodes them, by the options, for a table
 * that is linked at ADDR. FILE may be NULL where the options name a map.
 * Appends to the zero-initialised TABLE, which the caller frees in any case.
 */
bool build_table(const struct options *options, const struct elf_file *file,
	uint64_t addr, struct buffer *table, size_t *countp, struct error *err);

/*
 * Writes TABLE, of COUNT symbols, into the reservation of the ELF, or of the
 * copy that -o names, and prints DONE and the figures.
 */
bool build_place(const struct options *options, const char *done,
	const struct table_format *format,
	const struct reservation *reservation, const struct buffer *table,
	uint64_t count, struct error *err);

#endif
