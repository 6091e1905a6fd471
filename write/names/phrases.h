/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Phrases that might make up the names. */
#ifndef KSYM_WRITE_PHRASES_H
#define KSYM_WRITE_PHRASES_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"
#include "names/names.h"

/* How freely phrases are made and kept. Costs are in bits. */
struct setting {
	uint32_t count_min;  /* a pair that occurs less often is not made */
	uint32_t entry_cost; /* of a phrase, with a little text */
	uint32_t byte_cost;  /* of a byte of text of its own */
	uint32_t thrift;     /* multiplies the costs */
	uint32_t rounds;     /* of parsing, at least 4 */
	uint32_t pairs;      /* that are made at most */
	uint32_t again;      /* times that tokens are paired, */
	uint32_t more;       /* to make so many pairs at most */
	bool split;          /* names' last tokens are numbered apart */
	bool exact; /* text of a phrase's own is counted, not guessed */
};

#define PHRASE_MAX 255
#define BYTES      256     /* the first phrases are the single bytes */
#define NO_PHRASE  0xffffu /* the number of none */

/*
 * The last token of a name and those before it are numbered apart, as other
 * phrases are frequent there.
 */
enum place {
	WITHIN,
	LAST,
	PLACES
};

struct phrase {
	uint32_t at;           /* its first byte in phrase_set.bytes */
	uint32_t uses[PLACES]; /* where nothing longer was made of it: a guess */
	uint16_t left, right;  /* the two phrases that it was made of */
	uint16_t length;       /* 1 to PHRASE_MAX */
	bool live[PLACES];     /* names may use it there */
};

static inline bool phrase_is_live(const struct phrase *phrase)
{
	return phrase->live[WITHIN] || phrase->live[LAST];
}

/* The phrases, by number, fewer than NO_PHRASE. */
struct phrase_set {
	struct phrase *phrases;
	uint32_t count, capacity;
	uint32_t proposed; /* of count; the others are ends of long names */
	struct bytes bytes;
};

struct parse;

/*
 * Makes a phrase of every byte, and of what often stands side by side. SET is
 * empty; phrases_free after, also of an error.
 */
bool phrases_propose(const struct names *names, const struct setting *setting,
	struct phrase_set *set, struct failure *err);
/* Adds what often stands side by side among the tokens of PARSE, of all names. */
bool phrases_extend(const struct names *names, const struct setting *setting,
	const struct parse *parse, struct phrase_set *set, struct failure *err);
void phrases_free(struct phrase_set *set);

#endif
