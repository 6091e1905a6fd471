/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Numbers on the command line: a whole word each. */
#ifndef KSYM_TOOL_NUMBER_H
#define KSYM_TOOL_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An address: hexadecimal, with or without 0x. */
bool number_address(const char *word, uint64_t *addrp);

/* A bias: an address that may have a - before it. */
bool number_bias(const char *word, uint64_t *biasp);

/* A count: decimal. */
bool number_count(const char *word, size_t *countp);

#endif
