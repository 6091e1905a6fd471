/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Numbers in text: digits, and the whole words that a command is given. */
#ifndef KSYM_TOOL_NUMBER_H
#define KSYM_TOOL_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many digits TEXT begins with, of base 10 or 16. */
size_t number_digits(const char *text, unsigned base);

/*
 * The value of COUNT digits, of which there may be none; of one that is too
 * large UINT64_MAX, and false.
 */
bool number_read(
	const char *digits, size_t count, unsigned base, uint64_t *valuep);

/* An address: hexadecimal, with or without 0x. */
bool number_address(const char *word, uint64_t *addrp);

/* A bias: an address that may have a - before it. */
bool number_bias(const char *word, uint64_t *biasp);

/* A count: decimal. */
bool number_count(const char *word, size_t *countp);

#endif
