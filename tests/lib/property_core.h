/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Compares every answer of libksym with the list of symbols that a table was
 * made from. Needs no C library, so it runs in a kernel too.
 */
#ifndef KSYM_TESTS_PROPERTY_CORE_H
#define KSYM_TESTS_PROPERTY_CORE_H

#include <ksym.h>

/* Bytes around each buffer that must stay as they are. */
#define PROPERTY_GUARD 16
/* Of scratch, for names of up to longest bytes: "+0x" "/0x" and two numbers. */
#define PROPERTY_SCRATCH(longest) ((longest) + 64 + 2 * PROPERTY_GUARD)

/* A symbol as it should be. The list is in the table's order. */
struct property_symbol {
	uint64_t addr; /* link-time */
	uint64_t size;
	const char *name; /* NUL-terminated */
	uint32_t length;  /* of the name */
	uint8_t type;
	uint8_t flags;
	/* Set by property_prepare: */
	uint64_t reach; /* the last address that this or an earlier one covers */
	uint32_t by_name; /* the index of the i-th symbol by name, then address */
};

struct property_run {
	/* Set by the caller: */
	struct ksym_table *table;
	const struct property_symbol *symbols;
	uint32_t count;
	uint64_t bias;
	char *scratch; /* PROPERTY_SCRATCH of the longest name */
	uint32_t longest;
	uint32_t finds; /* how many names to ask for, about; each scans a table
			   without an index */
	void (*failed)(void *context, const char *what, uint64_t value);
	void *context;
	/* Set by property_check: */
	uint64_t failures;
	uint64_t checks;
};

/* Completes a list. */
void property_prepare(struct property_symbol *symbols, uint32_t count);

/* Checks everything; calls failed for each answer that is wrong. */
void property_check(struct property_run *run);

#endif
