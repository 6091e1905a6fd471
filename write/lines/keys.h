/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Numbers for what is told by three numbers, and how often each was met. */
#ifndef KSYM_WRITE_KEYS_H
#define KSYM_WRITE_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "failure.h"
#include "prefix.h"

#define KEYS_NONE UINT32_MAX

struct key {
	uint32_t a, b, c;
};

struct counted_key {
	struct key key;
	uint32_t uses;
};

/* Zero-initialise before use; keys_free after. Numbers are by first use. */
struct keys {
	struct counted_key *items;
	uint32_t count;
	size_t capacity;
	uint32_t *slots;
	uint32_t mask;
};

/* Sets *NUMBERP to the number of KEY, which is added if it is not there; what
 * is added is of 0 uses. */
bool keys_add(struct keys *keys, struct key key, uint32_t *numberp,
	struct failure *err);
/* Adds USES to those of KEY. */
bool keys_count(
	struct keys *keys, struct key key, uint32_t uses, struct failure *err);
/* The number of KEY, or KEYS_NONE. */
uint32_t keys_find(const struct keys *keys, struct key key);
/* How often KEY was counted. */
uint32_t keys_uses(const struct keys *keys, struct key key);
void keys_free(struct keys *keys);

#endif
