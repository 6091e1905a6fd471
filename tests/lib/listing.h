/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The lists of symbols that the test programs read, a line each, hexadecimal,
 * names too: `ADDR SIZE TYPE FLAGS NAME`, in the order of tables.
 */
#ifndef KSYM_TESTS_LISTING_H
#define KSYM_TESTS_LISTING_H

#include "property_core.h"

struct listing {
	struct property_symbol *symbols; /* not prepared */
	uint32_t count;
	uint32_t longest;
	char *text; /* the names */
};

/* Reads a list; ends the program on an error. */
void listing_read(const char *path, struct listing *list);
void listing_free(struct listing *list);

#endif
