/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a regular expression may ask of the C library. */
#ifndef KSYM_TOOL_PATTERN_COST_H
#define KSYM_TOOL_PATTERN_COST_H

/* Characters, repetitions written out: a{3} and (ab){2,5} are 3 and 20. */
#define PATTERN_MOST_SIZE  8192
#define PATTERN_MOST_DEPTH 64 /* of parentheses */

/*
 * Why the POSIX extended regular expression ERE is not to be given to regcomp,
 * which follows parentheses with its stack and copies what is repeated; NULL:
 * it may be. That it is right is regcomp's to say.
 */
const char *pattern_objection(const char *ere);

#endif
