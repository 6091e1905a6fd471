/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Which words of a log are addresses, and which of those have a name already. */
#ifndef KSYM_TOOL_DECODE_RULES_H
#define KSYM_TOOL_DECODE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scan.h"

/*
 * Whether a word is an address. What is not:
 * words of another form or length than addresses are printed in; offsets and
 * what else stands behind a sign; parts of UUIDs, ranges and file names; rows
 * of hex dumps, the bytes of code; numbers of JSON; and 8 decimal digits, which
 * may be a count, unless they stand in brackets or where the line has an
 * address.
 */
bool rules_address(struct scan *scan, const struct span *word, uint64_t *addrp);

/*
 * Whether the line names the address at WORD, in the form that some kernel or
 * debugger prints, or says that it is of another module.
 */
bool rules_named(const struct scan *scan, const struct span *word);

/* Whether NAME, of LENGTH bytes, stands behind the address at WORD. */
bool rules_named_so(const struct scan *scan, const struct span *word,
	const char *name, size_t length);

/*
 * Whether a build id is stated at WORD: "Build ID: 0123...", or as the last
 * word of Linux's line about a task. *LINEP: it is that of this line alone.
 */
bool rules_build_id(struct scan *scan, const struct span *word,
	struct span *idp, bool *linep);

/* Whether a row of a hex dump begins with WORD. */
bool rules_dump(const struct scan *scan, const struct span *word);

/*
 * Whether the format of the line says that WORD, which is of 8 digits, is an
 * address: behind the name of a register, the number of a frame, or such a word.
 */
bool rules_expected(struct scan *scan, const struct span *word);

#endif
