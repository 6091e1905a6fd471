/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Limits of regular expressions, which protect the C library. */
#ifndef KSYM_TOOL_PATTERN_COST_H
#define KSYM_TOOL_PATTERN_COST_H

/* Characters, repetitions written out: a{3} and (ab){2,5} are 3 and 20. */
#define PATTERN_MOST_SIZE  8192
#define PATTERN_MOST_DEPTH 64 /* of parentheses */

/*
 * Why the POSIX extended regular expression ERE must not be given to regcomp,
 * which recurses into parentheses and copies repetitions; NULL: it may be.
 * regcomp checks its syntax.
 */
const char *pattern_objection(const char *ere);

#endif
