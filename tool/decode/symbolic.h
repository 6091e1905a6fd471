/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_DECODE_SYMBOLIC_H
#define KSYM_TOOL_DECODE_SYMBOLIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scan.h"

/* An address that a log states as NAME+0xOFF/0xSIZE. */
struct symbolic {
	struct span name;
	uint64_t offset, size;
	size_t end; /* behind the size */
};

/* Whether WORD is the offset of one that is in no module. */
bool symbolic_at(const struct scan *scan, const struct span *word,
	struct symbolic *symbolicp);

#endif
