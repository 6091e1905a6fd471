/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "random.h"

/* A linear congruential generator; the constants are Knuth's MMIX's. */
uint64_t next_random(void)
{
	static uint64_t state = 1;

	state = state * 6364136223846793005 + 1442695040888963407;
	return state >> 33;
}
