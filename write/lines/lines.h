/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Source lines and inlined calls, from what is given to the parts of a table. */
#ifndef KSYM_WRITE_LINES_H
#define KSYM_WRITE_LINES_H

#include "check.h"
#include "lines/function_records.h"
#include "lines/line_names.h"
#include "lines/stream.h"
#include "team.h"

struct lines {
	struct line_calls calls;
	struct line_rows rows;   /* none: the table has no lines */
	struct line_names names; /* they stand behind those of symbols */
	uint32_t whole;          /* functions that keep all rows */
	size_t known;            /* rows */
	/* The parts. */
	struct bytes regions; /* they end the settings */
	struct bytes settings;
	struct function_records functions;
	struct stream stream;
};

/* Whether what is given is sound. */
bool lines_check(const struct ksym_write_lines *given, struct failure *err);
/*
 * Reads GIVEN, which is sound and must outlive LINES, beside the symbols of
 * LIST; lines_free after, also of an error.
 */
bool lines_collect(const struct ksym_write_lines *given,
	const struct input *list, struct lines *lines, struct failure *err);
/* What it takes to make the parts, in bytes of names that are parsed. */
uint64_t lines_work(const struct lines *lines);
/* Makes the parts; TEAM tells how far that is. */
bool lines_encode(struct lines *lines, struct team *team, struct failure *err);
/* The bytes of one of them. */
const struct bytes *lines_part(const struct lines *lines, enum ksym_part part);
void lines_free(struct lines *lines);

#endif
