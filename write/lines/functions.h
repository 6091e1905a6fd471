/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Functions as tables have them. */
#ifndef KSYM_WRITE_LINE_FUNCTIONS_H
#define KSYM_WRITE_LINE_FUNCTIONS_H

#include <ksym_write.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "failure.h"
#include "prefix.h"

/* No function, call, file or name. */
#define LINE_NONE UINT32_MAX

struct line_function {
	const char *name; /* NULL: of the function around it, in another file */
	uint32_t file;    /* where most of its lines are */
	uint32_t name_number; /* LINE_NONE: it has no name */
	bool used;            /* rows are in it, or below it */

	/* Of those that are used, once rows have been learnt from. */
	uint32_t number;
	uint32_t base;       /* the line that it is mostly entered at */
	uint32_t entered;    /* how often from outermost functions */
	uint32_t first_call; /* of its calls, by rank, among those of all */
	uint32_t call_count;
};

/* Those given that have the same short name, file and line are one. */
struct line_functions {
	struct line_function *items;
	uint32_t count;
	size_t capacity;
	uint32_t *of;        /* by function given: its number here */
	uint32_t *elsewhere; /* by file: one without a name, or LINE_NONE */
	char *texts;         /* names that are not as they were given */
};

/* The number of a file; what is of no file is of one behind those given. */
static inline uint32_t line_file(
	const struct ksym_write_lines *given, uint32_t file)
{
	return file == KSYM_WRITE_NONE ? (uint32_t)given->file_count : file;
}

/* A line that tables can have, else unknown. */
static inline uint32_t line_number(uint32_t line)
{
	return line <= KSYM_WRITE_LINE_MAX ? line : 0;
}

/* Collects them; functions_free after, also of an error. */
bool functions_collect(const struct ksym_write_lines *given,
	struct line_functions *functions, struct failure *err);
/* Sets *NUMBERP to the one without a name in FILE. */
bool functions_elsewhere(struct line_functions *functions, uint32_t file,
	uint32_t *numberp, struct failure *err);
void functions_free(struct line_functions *functions);

#endif
