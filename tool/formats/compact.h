/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* An open compact table, for the files of that format. */
#ifndef KSYM_TOOL_COMPACT_H
#define KSYM_TOOL_COMPACT_H

#include <ksym.h>

#include "format.h"

/* A table's state: what was got of it last is kept here. */
struct compact {
	struct ksym_table table;
	char name[KSYM_NAME_MAX + 1]; /* of a symbol */

	struct ksym_frames lines; /* where HAS_FRAMES, */
	bool has_frames;
	char function[KSYM_NAME_MAX + 1]; /* and of its last frame */
	char file[KSYM_NAME_MAX + 1];
};

static inline const struct ksym_table *compact_opened(const struct table *table)
{
	const struct compact *compact = table->state;

	return &compact->table;
}

/* What a table_format has, of what a table says of itself. */
bool compact_finds_fast(const struct table *table);
void compact_origin(const struct table *table, struct origin *origin);
void compact_parts(
	const struct table *table, struct table_part parts[TABLE_PARTS]);
void compact_facts(
	const struct table *table, struct table_fact facts[TABLE_FACTS]);

#endif
