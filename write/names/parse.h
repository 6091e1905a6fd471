/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Names as runs of phrases. */
#ifndef KSYM_WRITE_PARSE_H
#define KSYM_WRITE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "names/trie.h"
#include "team.h"

/* Names that are parsed in one piece: whole blocks, as those share tokens. */
#define RUN_NAMES 2048u

struct run {
	uint16_t *tokens; /* phrases, all names' in turn */
	size_t capacity;
	bool uncut; /* a name has too many tokens: the last that was parsed */
};

/* The names as tokens. */
struct parse {
	struct team *team; /* whose threads parse */
	bool split;        /* last tokens are numbered apart */

	struct run *runs;
	uint32_t count;  /* of runs */
	uint32_t *first; /* by name: its first token, in its run */
	uint16_t *own;   /* by name: tokens of its own */
	uint8_t *repeat; /* by name: tokens that it takes from the name before */
};

/* The own tokens of name I. */
static inline const uint16_t *parse_tokens(const struct parse *parse, size_t i)
{
	return parse->runs[i / RUN_NAMES].tokens + parse->first[i];
}

/* Where own token K of name I stands. */
static inline enum place token_place(
	const struct parse *parse, size_t i, uint32_t k)
{
	return parse->split && k + 1u == parse->own[i] ? LAST : WITHIN;
}

/*
 * Parses names at least cost, a sample of them or, if it is the FINAL parse,
 * all. PARSE has the team and how tokens are shared and numbered, and may hold
 * an older parse. In the final one no name has too many tokens, and phrases may
 * be added for that. parse_free after, also of an error.
 */
bool parse_names(struct parse *parse, const struct names *names,
	struct phrase_set *set, const struct trie *trie, bool final,
	struct failure *err);
/* What the bytes of PHRASE cost in that place if it is not used there, in 1/256
 * of a bit. */
uint32_t parse_phrase(const struct phrase_set *set, const struct trie *trie,
	uint32_t phrase, enum place place);
void parse_free(struct parse *parse);

#endif
