/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The names, with their lengths. */
#ifndef KSYM_WRITE_NAMES_H
#define KSYM_WRITE_NAMES_H

#include <ksym_format.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check.h"
#include "failure.h"

struct name {
	const unsigned char *bytes; /* the caller's */
	uint32_t length;
	uint32_t shared; /* bytes that it begins with as the name before does;
			    0 if it is the first of a block */
};

struct names {
	struct name *items;
	uint32_t count;
	uint64_t total; /* bytes of them all */
	uint32_t longest;
};

/*
 * Reads the names of LIST, and behind them, in a block of their own, COUNT
 * OTHERS. All must outlive NAMES; names_free after, also of an error.
 */
bool names_collect(const struct input *list, const char *const *others,
	size_t count, struct names *names, struct failure *err);
/* Names with others stand from that number on. */
static inline uint32_t names_behind(const struct input *list)
{
	return ((uint32_t)list->count + KSYM_BLOCK - 1) & ~(KSYM_BLOCK - 1u);
}
void names_free(struct names *names);

/*
 * Of a list of WHOLE bytes of names or more some blocks are learnt from, SAMPLE
 * bytes or fewer.
 */
#define WHOLE  (24u << 20)
#define SAMPLE (6u << 20)

/* Of so many blocks one is learnt from. */
static inline uint32_t names_stride(const struct names *names)
{
	const uint64_t total = names->total + names->count;

	return total < WHOLE ? 1 : (uint32_t)(total / SAMPLE) + 1;
}

#endif
