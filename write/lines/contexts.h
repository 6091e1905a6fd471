/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Contexts that share codes. */
#ifndef KSYM_WRITE_CONTEXTS_H
#define KSYM_WRITE_CONTEXTS_H

#include <ksym_format.h>

#include "lines/codes.h"

/* How often contexts use symbols, and which codes serve them. */
struct contexts {
	uint32_t symbols;    /* of each context */
	uint32_t shape_size; /* bytes of a symbol of the contexts of shapes */
	uint32_t *uses;      /* by context, then by symbol; of those that share
			      * a code, the first has them all */
	uint8_t first[KSYM_LINES_CONTEXTS]; /* that shares the code */
	uint64_t bits;                      /* of all codes and symbols */
};

/* Makes room, without uses; contexts_free after, also of an error. */
bool contexts_init(
	struct contexts *contexts, uint32_t symbols, struct failure *err);
static inline uint32_t *contexts_uses(
	const struct contexts *contexts, uint32_t context)
{
	return contexts->uses + (size_t)context * contexts->symbols;
}
/* The bytes of a symbol in a context. */
static inline uint32_t contexts_size(
	const struct contexts *contexts, uint32_t context)
{
	return context < KSYM_LINES_OF_OWN ? contexts->shape_size : 1;
}
/* Lets contexts share codes where that takes less. */
bool contexts_share(struct contexts *contexts, struct failure *err);
void contexts_free(struct contexts *contexts);

#endif
