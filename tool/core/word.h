/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Unsigned numbers of 1 to 8 bytes, as they stand in a file of either order. */
#ifndef KSYM_TOOL_WORD_H
#define KSYM_TOOL_WORD_H

#include <stdbool.h>
#include <stdint.h>

uint64_t word_load(const void *bytes, unsigned size, bool big_endian);
void word_store(void *bytes, unsigned size, bool big_endian, uint64_t value);

#endif
