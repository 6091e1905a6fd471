/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Numbers for texts: equal bytes have one number, in the order of arrival. */
#ifndef KSYM_TOOL_INTERNER_H
#define KSYM_TOOL_INTERNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

struct interned {
	const char *text; /* a NUL follows */
	uint32_t length;
	uint32_t hash;
};

/* Zero-initialise before use. */
struct interner {
	struct interned *items;
	size_t count;
	size_t capacity;
	uint32_t *slots; /* 1 + number, or 0; open addressing, 2^n of them */
	size_t slot_count;
	struct interner_chunk *chunks;
};

/* Finds or adds the LENGTH bytes at TEXT, which are copied. */
bool intern(struct interner *interner, const void *text, size_t length,
	uint32_t *numberp, struct error *err);

/* False: the text is not among them. */
bool interner_find(const struct interner *interner, const void *text,
	size_t length, uint32_t *numberp);
void interner_free(struct interner *interner);

#endif
