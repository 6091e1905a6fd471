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
	uint32_t count_min;    /* a pair that occurs less often is not made */
	uint32_t entry_cost;   /* of a phrase, with a little text */
	uint32_t byte_cost;    /* of a byte of text of its own */
	uint32_t price_factor; /* multiplies the costs */
	uint32_t rounds;       /* of parsing, at least 4 */
};

#define PHRASE_BYTES 256 /* the first phrases are the single bytes */

struct phrase {
	uint32_t at;          /* its first byte in phrase_set.bytes */
	uint32_t uses;        /* where nothing longer was made of it: a guess */
	uint16_t left, right; /* the two phrases that it was made of */
	uint8_t length;       /* 1 to KSYM_PHRASE_MAX */
	bool live;            /* names may use it */
};

struct phrase_set {
	struct phrase *phrases;
	uint32_t count;
	struct bytes bytes;
};

/* Makes a phrase of every byte, and of what often stands side by side. */
bool phrases_propose(const struct names *names, const struct setting *setting,
	struct phrase_set *set, struct failure *err);
void phrases_free(struct phrase_set *set);

#endif
