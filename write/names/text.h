/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* One text that holds every phrase. */
#ifndef KSYM_WRITE_TEXT_H
#define KSYM_WRITE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "names/vocabulary.h"

struct phrase_text {
	struct bytes bytes;
	uint32_t *at; /* by number */
};

bool text_build(const struct phrase_set *set,
	const struct vocabulary *vocabulary, struct phrase_text *text,
	struct failure *err);
void text_free(struct phrase_text *text);

#endif
