/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_COMPACT_H
#define KSYM_TOOL_COMPACT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buffer.h"
#include "core/error.h"
#include "formats/origin.h"
#include "symbols/symbol_list.h"

struct compact_options {
	bool by_name; /* add the index */
	struct origin origin;
};

/*
 * Appends the compact table of LIST, whose symbols stand in the order of
 * symbol_compare, to the zero-initialised OUT, which the caller frees in any
 * case. FORMAT.md says what it holds; the same list gives the same bytes on
 * every host. Time and memory grow like the list.
 */
bool compact_encode(const struct symbol_list *list,
	const struct compact_options *options, struct buffer *out,
	struct error *err);

#endif
