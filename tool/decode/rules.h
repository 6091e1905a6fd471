/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Which words of a log are addresses, and which addresses have a name already.
 */
#ifndef KSYM_TOOL_DECODE_RULES_H
#define KSYM_TOOL_DECODE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scan.h"

/*
 * Whether a word is an address. Not addresses are: words of another form or
 * length; offsets and other numbers after a sign; parts of UUIDs, ranges and
 * file names; rows of hex dumps and bytes of code; numbers of JSON; and 8
 * decimal digits, which may be a count, unless they are in brackets or where
 * the line has an address.
 */
bool rules_address(struct scan *scan, const struct span *word, uint64_t *addrp);

/*
 * Whether the line names the address at WORD, in the form of some kernel or
 * debugger, or tells that it is in another module.
 */
bool rules_named(const struct scan *scan, const struct span *word);

/* Where a name would begin that follows the address at WORD. */
size_t rules_name_after(const struct scan *scan, const struct span *word);

/* Whether NAME, of LENGTH bytes, follows the address at WORD. */
bool rules_named_so(const struct scan *scan, const struct span *word,
	const char *name, size_t length);

/*
 * Whether WORD states a build id: "Build ID: 0123...", or as the last word of
 * Linux's line about a task. *LINEP: it applies to this line only.
 */
bool rules_build_id(struct scan *scan, const struct span *word,
	struct span *idp, bool *linep);

/* Whether a row of a hex dump begins with WORD. */
bool rules_dump(const struct scan *scan, const struct span *word);

/*
 * Whether the line's format makes WORD, of 8 digits, an address: it follows the
 * name of a register, the number of a frame, or such an address.
 */
bool rules_expected(struct scan *scan, const struct span *word);

#endif
