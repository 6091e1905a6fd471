/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What commands that write a table into an ELF share: place/ by the options. */
#ifndef KSYM_TOOL_PLACING_H
#define KSYM_TOOL_PLACING_H

#include <stdbool.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/error.h"
#include "elf/elf_file.h"
#include "options.h"
#include "place/place.h"

/* The format that the options ask for, compact if they name none. */
const struct table_format *placing_format(const struct options *options);

/*
 * place_find as the options ask for it, where a table may be written over what
 * is there. PLACE is to be closed in any case.
 */
bool placing_find(const struct options *options, const struct elf_file *file,
	struct place *place, struct error *err);

/* place_fit; an error says which options would help. */
bool placing_fit(const struct options *options, struct place *place,
	uint64_t size, struct error *err);

/*
 * Writes TABLE, of COUNT symbols, to PLACE and says on standard error what a
 * user of the new layout has to know.
 */
bool placing_fill(struct place *place, const struct table_format *format,
	const struct buffer *table, uint64_t count, struct error *err);

#endif
