/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* One text that holds every phrase. */
#ifndef KSYM_WRITE_TEXT_H
#define KSYM_WRITE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"
#include "names/phrases.h"

struct phrase_text {
	struct bytes bytes;
	uint32_t *at; /* by phrase: its first byte; only for live ones */
};

/* Lays out the live phrases of SET; text_free after, also of an error. */
bool text_build(const struct phrase_set *set, struct phrase_text *text,
	struct failure *err);
void text_free(struct phrase_text *text);

#endif
