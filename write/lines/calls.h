/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Calls as tables have them: outermost functions, and what is inlined there. */
#ifndef KSYM_WRITE_LINE_CALLS_H
#define KSYM_WRITE_LINE_CALLS_H

#include <ksym_write.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "failure.h"
#include "lines/functions.h"
#include "lines/keys.h"
#include "prefix.h"

/* What an outermost one is of, in place of a call given. */
#define OF_NO_FUNCTION UINT32_MAX       /* rows in none that is known */
#define OF_RETURNS     (UINT32_MAX - 1) /* rows at return addresses */

struct line_call {
	uint32_t parent;   /* LINE_NONE: outermost */
	uint32_t root;     /* the outermost one */
	uint32_t function; /* not of outermost ones: they have a symbol */
	uint32_t file;     /* of its rows */
	uint32_t line; /* in the parent; of an outermost one what it is of */
	uint32_t edge; /* its number among those of struct learnt */
	uint8_t depth; /* 1: outermost */
	bool used;     /* rows are in it, or below it */
};

/* Where rows of a call given are. */
struct line_position {
	uint32_t call;
	/* Calls deeper than readers have room for are left out, and their rows
	 * are where the first of them is called. */
	bool is_cut;
	uint32_t file, line;
};

/* Each after its parent, once. */
struct line_calls {
	const struct ksym_write_lines *given;
	struct line_functions functions;
	struct line_call *items;
	size_t capacity;
	struct keys keys;         /* as many; parent, function or file, line */
	struct line_position *of; /* by call given */
};

static inline uint32_t calls_count(const struct line_calls *calls)
{
	return calls->keys.count;
}

/* Collects GIVEN; calls_free after, also of an error. */
bool calls_collect(const struct ksym_write_lines *given,
	struct line_calls *calls, struct failure *err);
/* Sets *NUMBERP to an outermost one in FILE, of what OF says. */
bool calls_outermost(struct line_calls *calls, uint32_t file, uint32_t of,
	uint32_t *numberp, struct failure *err);
/* Sets *NUMBERP to that of FUNCTION, inlined into PARENT at LINE. */
bool calls_inlined(struct line_calls *calls, uint32_t parent, uint32_t function,
	uint32_t line, uint32_t *numberp, struct failure *err);
/* The same for rows of *NUMBERP in FILE: it stays, or one without a name is put
 * below it. There must be room. */
bool calls_in_file(struct line_calls *calls, uint32_t file, uint32_t *numberp,
	struct failure *err);
void calls_free(struct line_calls *calls);

#endif
