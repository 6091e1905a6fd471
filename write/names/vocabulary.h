/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The phrases that stay, by falling use, and the widths of their numbers. */
#ifndef KSYM_WRITE_VOCABULARY_H
#define KSYM_WRITE_VOCABULARY_H

#include <ksym_format.h>
#include <stdbool.h>
#include <stdint.h>

#include "names/parse.h"

struct vocabulary {
	uint16_t *phrases; /* by number */
	uint16_t *numbers; /* by phrase; only for those that are used */
	uint32_t count;
	uint8_t widths[KSYM_CLASSES];
	uint32_t first[KSYM_CLASSES + 1]; /* numbers of the classes */
};

/* Narrows SET to the phrases that pay, and parses the names with them. */
bool vocabulary_choose(const struct names *names, const struct setting *setting,
	struct phrase_set *set, struct parse *parse,
	struct vocabulary *vocabulary, struct failure *err);
/* Sorts the phrases by their use in PARSE. */
bool vocabulary_rank(struct vocabulary *vocabulary, const uint32_t *uses,
	uint32_t phrase_count, struct failure *err);
unsigned vocabulary_class(const struct vocabulary *vocabulary, uint32_t number);
void vocabulary_free(struct vocabulary *vocabulary);

#endif
