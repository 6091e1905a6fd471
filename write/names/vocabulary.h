/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The phrases that stay, by falling use, and the widths of their numbers. */
#ifndef KSYM_WRITE_VOCABULARY_H
#define KSYM_WRITE_VOCABULARY_H

#include <stdbool.h>
#include <stdint.h>

#include "names/parse.h"
#include "numbers.h"

/* Phrases by falling use, in one place of names. */
struct numbering {
	uint16_t *phrases; /* by number */
	uint16_t *numbers; /* by phrase; only for those that are used */
	uint32_t count;
};

/*
 * Class c of a numbering has the 1 << (width + c) phrases behind those of the
 * classes below it.
 */
struct vocabulary {
	struct numbering of[PLACES];
	uint8_t width;
};

/*
 * Narrows SET to the phrases that pay, and parses all names with them. PARSE
 * and VOCABULARY may hold older ones; vocabulary_free after, also of an error.
 */
bool vocabulary_choose(const struct names *names, const struct setting *setting,
	struct phrase_set *set, struct parse *parse,
	struct vocabulary *vocabulary, struct failure *err);
/* Numbers the phrases by USES, each phrase's in each place, and finds the width
 * of the first class. */
bool vocabulary_rank(struct vocabulary *vocabulary, uint32_t (*uses)[PLACES],
	uint32_t phrase_count, struct failure *err);
/* The class of a phrase's number. */
static inline unsigned vocabulary_class(
	const struct vocabulary *vocabulary, uint32_t number)
{
	return number_width((number >> vocabulary->width) + 1) - 1;
}
void vocabulary_free(struct vocabulary *vocabulary);

#endif
