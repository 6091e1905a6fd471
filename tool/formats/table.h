/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Tables of every format that there is. */
#ifndef KSYM_TOOL_TABLE_H
#define KSYM_TOOL_TABLE_H

#include "format.h"

/* The one that a table has if nobody asks for another. */
const struct table_format *table_format_default(void);

/* The format of that name, or NULL. */
const struct table_format *table_format_by_name(const char *name);

/* The format of a table by its first bytes: flat, if it has no magic number. */
const struct table_format *table_format_of(const struct buffer *bytes);

/*
 * Opens a table of FORMAT. Takes BYTES over, which are gone where it cannot be
 * opened.
 */
bool table_open(struct table *table, const struct table_format *format,
	struct buffer *bytes, const struct table_source *source,
	struct error *err);
void table_close(struct table *table);

/* Whether all of the table is as it was written, as far as it can be told. */
bool table_check(const struct table *table, struct error *err);

/*
 * Whether BYTES begin with a table, which may be damaged if it is one that says
 * what it is. One without symbols is none. May take BYTES over, as table_open.
 */
bool table_is_begun(struct buffer *bytes, const struct table_source *source);

/* Which lines the table has. */
enum lines_mode table_lines(const struct table *table);

/* What the table says of itself; false: its format has no place for that. */
bool table_origin(const struct table *table, struct origin *origin);

/*
 * Whether the table may be of the build with that id, SIZE bytes of which the
 * first 20 count: false if it says that it is of another.
 */
bool table_is_build(const struct table *table, const void *id, size_t size);

#endif
