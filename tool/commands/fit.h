/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* --fit: what to leave out of a table so that it fits. */
#ifndef KSYM_TOOL_FIT_H
#define KSYM_TOOL_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "core/error.h"
#include "symbols/symbol_list.h"
#include "formats/table.h"

/* What was left out. */
struct fit {
	size_t data;     /* symbols that name no code */
	size_t locals;   /* of the others, those that are local */
	size_t cut;      /* names that were cut, */
	size_t max_name; /* to so many bytes */
};

/*
 * Encodes LIST into TABLE, which is freed first, in at most ROOM bytes: without
 * its data symbols, if that is not enough without its local ones, if that is
 * not enough with names cut to as many bytes as fit. LIST->count becomes that
 * of the table. If nothing is enough, TABLE is the smallest and larger than
 * ROOM.
 */
bool fit_table(struct symbol_list *list, const struct table_format *format,
	const struct table_target *target, uint64_t room, struct buffer *table,
	struct fit *fit, struct error *err);

/* Tells the user, a line on standard error for each step. */
void fit_print(const struct fit *fit, const char *path);

#endif
