/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Names that would have too many tokens. */
#ifndef KSYM_WRITE_LONG_NAMES_H
#define KSYM_WRITE_LONG_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "names/phrases.h"

/* How many phrases the ends of long names can take. */
uint32_t long_names_count(const struct names *names);
/*
 * Makes the tokens of NAME, *COUNTP of them, KSYM_TOKENS_MAX or fewer. Its end
 * becomes phrases of SET, which are new where no other name had them.
 */
bool long_names_cut(struct phrase_set *set, const struct name *name,
	uint16_t *tokens, uint32_t *countp, struct failure *err);

#endif
