/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Linux's kallsyms, written anew from what is published of its format:
 * - a name is its type letter and its bytes, as a run of tokens behind their
 *   number (one byte, or two of 7 bits each, low first, from 128);
 * - 256 tokens, chosen greedily: a byte that no name has stands for the pair
 *   that is most frequent when it is its turn;
 * - a marker every 256 names says where the name begins; those between are
 *   reached by stepping over lengths;
 * - addresses are 4-byte offsets from the first one; sizes are not stored;
 * - 3 bytes a symbol list the symbols in the order of their names.
 */
#ifndef KSYM_BENCH_KALLSYMS_H
#define KSYM_BENCH_KALLSYMS_H

#include "list.h"

struct kallsyms {
	uint64_t base;
	uint32_t count;
	uint32_t *offsets;
	uint32_t *markers;
	uint8_t *names;
	uint8_t *sequence;
	char *tokens;
	uint16_t token_at[256];
	uint64_t names_size, tokens_size;
};

/* Builds it; false if the list spans more than offsets can say. */
bool kallsyms_build(const struct list *list, struct kallsyms *k);

/* Bytes of all parts but the order of names, and of that. */
uint64_t kallsyms_bytes(const struct kallsyms *k);
uint64_t kallsyms_sequence_bytes(const struct kallsyms *k);

/*
 * The first of the symbols with the greatest start at or below ADDR, which must
 * not be below the first one; and how far the next start is, 0 for the last.
 */
uint32_t kallsyms_position(
	const struct kallsyms *k, uint64_t addr, uint64_t *sizep);

/* Writes the name of a symbol to the SIZE bytes at BUF; returns its length. */
size_t kallsyms_name(
	const struct kallsyms *k, uint32_t position, char *buf, size_t size);

/* The first symbol of that name, or NOBODY. BUF is for names on the way. */
uint32_t kallsyms_find(
	const struct kallsyms *k, const char *name, char *buf, size_t size);

#endif
