/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Which word was meant by one that is mistyped. */
#ifndef KSYM_TOOL_NEAREST_H
#define KSYM_TOOL_NEAREST_H

#include <stddef.h>

/* Zero-initialise, with the word that was typed. */
struct nearest {
	const char *typed;
	const char *name; /* the nearest so far; NULL: none is near */
	size_t distance;
};

/* Offers NAME, which lasts. Of several at one distance the first is kept. */
void nearest_offer(struct nearest *nearest, const char *name);

#endif
