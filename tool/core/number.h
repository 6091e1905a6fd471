/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Numbers as they are given to a command: whole words, and nothing else. */
#ifndef KSYM_TOOL_NUMBER_H
#define KSYM_TOOL_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An address: hexadecimal, with or without 0x. */
bool number_address(const char *word, uint64_t *addrp);

/* What is added to addresses: the same, with a - before it if it is negative. */
bool number_bias(const char *word, uint64_t *biasp);

/* A count: decimal. */
bool number_count(const char *word, size_t *countp);

#endif
