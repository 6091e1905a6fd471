/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "numbers.h"

unsigned number_width(uint64_t value)
{
	return value == 0 ? 0 : 64 - (unsigned)__builtin_clzll(value);
}

uint32_t number_log2(uint32_t value)
{
	const unsigned whole = 31 - (unsigned)__builtin_clz(value);
	uint64_t rest = ((uint64_t)value << 31) >> whole; /* 1 to 2, << 31 */
	uint32_t log2 = whole;

	for (int bit = 0; bit < 8; bit++) {
		rest = rest * rest >> 31;
		log2 = log2 << 1 | (uint32_t)(rest >> 32);
		rest >>= rest >> 32;
	}
	return log2;
}
