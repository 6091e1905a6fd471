/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Who has an address, where several functions of a unit are told to be there. */
#ifndef KSYM_TOOL_OWNERS_H
#define KSYM_TOOL_OWNERS_H

#include "interner.h"
#include "line_table.h"

/* A function out of line, over one of its ranges. */
struct owner {
	uint64_t begin, end;
	uint32_t call;
	uint32_t line; /* where it is declared; 0: unknown */
	bool is_named; /* by a symbol at BEGIN */
};

/* Zero-initialise before use. */
struct owners {
	struct interner symbols; /* names with their addresses */
	bool is_at_zero;         /* code, so that 0 does not say discarded */
	struct owner *all;       /* of the unit at hand */
	size_t count, capacity;
};

struct reading;

/* What is to be known of symbols. */
bool owners_read_symbols(struct reading *reading, struct error *err);

/*
 * Adds FUNCTION, whose ranges are those from FIRST_RANGE on. *IS_THEREP: it is
 * in the image, as far as can be told.
 */
bool owners_add(struct reading *reading, uint32_t function, size_t first_range,
	bool *is_therep, struct error *err);

/* Leaves one owner an address, and the ranges of owners, and sorts them. */
bool owners_settle(
	struct reading *reading, size_t first_call, struct error *err);

/* The one that begins at ADDR, once they are settled, or NULL. */
const struct owner *owners_find(const struct owners *owners, uint64_t addr);

/* Which of the sequences [first, end), at OWNER's address, are its lines. */
size_t owners_choose(const struct line_rows *program, const struct owner *owner,
	size_t first, size_t end);

void owners_free(struct owners *owners);

#endif
