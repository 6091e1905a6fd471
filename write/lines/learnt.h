/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What rows teach of functions that are inlined. */
#ifndef KSYM_WRITE_LEARNT_H
#define KSYM_WRITE_LEARNT_H

#include "lines/calls.h"
#include "lines/keys.h"

struct learnt {
	struct keys
		edges; /* calls of inlined functions: function, line, callee */
	struct keys bases; /* lines that functions are entered at */

	/* Once all is learnt. */
	uint32_t *calls; /* edges by function, the most used ones first */
	uint32_t *ranks; /* by edge: its number among those of its function */
	uint32_t *functions; /* by number: those that rows are in */
	uint32_t function_count;
};

/* Counts that rows enter CALL from another inlined one. */
bool learn_call(struct learnt *learnt, struct line_calls *calls, uint32_t call,
	struct failure *err);
/* Counts that rows enter FUNCTION at LINE. */
bool learn_line(struct learnt *learnt, uint32_t function, uint32_t line,
	struct failure *err);
/* Sets base, number and calls of the functions that are used. */
bool learnt_finish(struct learnt *learnt, struct line_functions *functions,
	struct failure *err);
void learnt_free(struct learnt *learnt);

#endif
