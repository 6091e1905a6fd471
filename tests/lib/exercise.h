/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Calls every function of the library on a table that may be damaged. */
#ifndef KSYM_TESTS_EXERCISE_H
#define KSYM_TESTS_EXERCISE_H

#include <stddef.h>
#include <stdint.h>

/* The arguments, taken from the table before it was damaged. */
struct questions {
	uint64_t *addresses;
	size_t address_count;
	char **names;
	size_t name_count;
};

struct answers {
	int open;
	int check;
	uint32_t count;
};

/* The arguments for an undamaged table; none for a damaged one. */
void questions_collect(
	struct questions *questions, const uint8_t *base, size_t size);
void questions_free(struct questions *questions);

/*
 * Opens the table and calls every function of the library. Ends the program if
 * one breaks a promise that holds for damaged tables. quick: only for a few
 * symbols.
 */
struct answers exercise(const struct questions *questions, const uint8_t *base,
	size_t size, int quick);

#endif
