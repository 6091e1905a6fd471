/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Names as runs of phrases. */
#ifndef KSYM_WRITE_PARSE_H
#define KSYM_WRITE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "names/trie.h"

/* The names as tokens. */
struct parse {
	uint16_t *tokens; /* phrases, all names' in turn */
	size_t capacity;
	size_t *first;   /* by name: its first token; one more at the end */
	uint8_t *repeat; /* by name: tokens that it takes from the name before */
};

/* Parses all names at least cost. PARSE may hold an older parse. */
bool parse_names(struct parse *parse, const struct names *names,
	const struct phrase_set *set, const struct trie *trie,
	struct failure *err);
/* What the bytes of PHRASE cost if it is not used itself. */
uint32_t parse_phrase(
	const struct phrase_set *set, const struct trie *trie, uint32_t phrase);
void parse_free(struct parse *parse);

#endif
