/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Addresses of a running kernel, asked of a table. */
#ifndef KSYM_TOOL_QUERY_H
#define KSYM_TOOL_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "input.h"
#include "options.h"
#include "symbols/symbol_list.h"
#include "formats/table.h"

struct query {
	const struct table *table;
	bool names;           /* the table may be of the ELF that it is in */
	struct origin origin; /* what it is of, as it says or as the ELF does */
	uint64_t bias;        /* --bias */
	uint64_t mode_bits;   /* of a return address: no part of where it is */
	bool returns; /* --return: it is the call before that is asked for */
	bool narrow;  /* all symbols lie below 2^32 */
};

/*
 * Says on standard error where the table is of another build: none is named.
 * With --lines a table without any is an error.
 */
bool query_begin(struct query *query, const struct input *input,
	const struct options *options, struct error *err);

/*
 * The symbol that owns ADDR or, with --return, the call that returns to it. Its
 * name is valid until the next query. *OFFSETP is how far ADDR itself lies
 * behind the symbol's start.
 */
bool query_owner(const struct query *query, uint64_t addr,
	struct symbol *symbolp, uint64_t *offsetp);

/*
 * Sets out for the lines of ADDR or, with --return, of the call that returns to
 * it: the frames are the format's next_frame's. None may be known.
 */
void query_begin_frames(const struct query *query, uint64_t addr);
bool query_next_frame(const struct query *query, struct table_frame *frame);

#endif
