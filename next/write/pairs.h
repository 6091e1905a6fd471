/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The pairs of neighbours that recursive pairing keeps account of: found by
 * their two symbols, and queued by how often they occur.
 */
#ifndef KSYM_TOOL_PAIRS_H
#define KSYM_TOOL_PAIRS_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"

#define PAIRS_NONE   0xffffffffu
#define PAIRS_QUEUES 4096u /* the last one holds all counts above */

struct pair {
	uint32_t left, right;
	uint32_t count; /* of occurrences; the caller keeps it */
	uint32_t head;  /* of the list of occurrences; of unused pairs */
	uint32_t next, previous; /* in its queue */
};

/* Pairs are known by their number in items, until they are forgotten. */
struct pairs {
	struct pair *items;
	uint32_t count, capacity;
	uint32_t unused; /* a list of forgotten ones */
	uint32_t *slots; /* a hash table of numbers */
	uint32_t mask;
	uint32_t queues[PAIRS_QUEUES];
	uint32_t top; /* no queue above it holds a pair, but for the last */
};

bool pairs_init(struct pairs *pairs, struct failure *err);
void pairs_free(struct pairs *pairs);

/* The pair's number, or PAIRS_NONE. */
uint32_t pairs_find(const struct pairs *pairs, uint32_t left, uint32_t right);

/* Makes room for another pair. */
bool pairs_reserve(struct pairs *pairs, struct failure *err);
/* The pair, made with a count of 0 if it is not there; room was made before. */
uint32_t pairs_need(struct pairs *pairs, uint32_t left, uint32_t right);
/* Takes a pair that is in no queue out of the table. */
void pairs_forget(struct pairs *pairs, uint32_t i);

/* A pair is in the queue of its count: dequeue it before that changes. */
void pairs_enqueue(struct pairs *pairs, uint32_t i);
void pairs_dequeue(struct pairs *pairs, uint32_t i);
/* The pair of the highest count, from LEAST on, or PAIRS_NONE. */
uint32_t pairs_best(struct pairs *pairs, uint32_t least);

#endif
