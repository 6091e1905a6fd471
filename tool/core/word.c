/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "word.h"

uint64_t word_load(const void *bytes, unsigned size, bool big_endian)
{
	const unsigned char *b = bytes;
	uint64_t value = 0;

	for (unsigned i = 0; i < size; i++) {
		value = value << 8 | b[big_endian ? i : size - 1 - i];
	}
	return value;
}

void word_store(void *bytes, unsigned size, bool big_endian, uint64_t value)
{
	unsigned char *b = bytes;

	for (unsigned i = 0; i < size; i++) {
		b[big_endian ? size - 1 - i : i] = (unsigned char)value;
		value >>= 8;
	}
}
