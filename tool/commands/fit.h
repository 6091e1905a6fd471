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

/* Symbols of a kind, and how many of them were left out. */
struct fit_kind {
	size_t all, left_out;
};

/* What was left out. */
struct fit {
	enum lines_mode lines_left; /* of those that were asked for, */
	bool fewer_lines;           /* which has fewer */
	struct fit_kind data;       /* symbols that name no code */
	struct fit_kind locals;     /* of the others, those that are local */
	size_t cut;                 /* names that were cut, */
	size_t max_name;            /* to so many bytes */
};

/*
 * Has TABLE, which holds LIST, fit into ROOM bytes: with lines of return
 * addresses only, then without lines; if that is not enough without data
 * symbols, then without local ones too, the smallest first and no more of
 * them than need be; if that is not enough, with names cut to as many bytes as
 * fit. LIST->count becomes that of the table. If nothing is enough, TABLE is
 * the smallest and larger than ROOM.
 *
 * With one symbol more, or one byte more of the names, the table is too large.
 * That is found with at most 10 + log2(N) tables, where N is the symbols that
 * may be left out, or the bytes of the longest name; and 32 more of a small
 * list.
 */
bool fit_table(struct symbol_list *list, const struct table_format *format,
	const struct table_target *target, uint64_t room, struct buffer *table,
	struct fit *fit, struct error *err);

/* Tells the user, a line on standard error for each step. */
void fit_print(const struct fit *fit, const char *path);

#endif
