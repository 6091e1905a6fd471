/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A new segment, with one section in it, for an ELF that reserves nothing. */
#ifndef KSYM_TOOL_APPEND_H
#define KSYM_TOOL_APPEND_H

#include "place_state.h"

/* Finds free addresses for the segment: place_find where it is to be appended. */
bool append_find(struct place *place, struct error *err);

/* Adds segment and section for a table of SIZE bytes. */
bool append_add(struct place *place, uint64_t size, struct error *err);

/* What it has become, once all is written. */
struct append_facts append_facts(const struct place *place);

#endif
