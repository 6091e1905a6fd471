/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "search.h"

/* Every step halves what is left, whatever the comparison says. */
size_t search_select(const uint64_t *starts, size_t count, uint64_t addr)
{
	const uint64_t *at = starts;

	while (count > 1) {
		const size_t half = count / 2;

		at += (size_t)(at[half - 1] <= addr) * half;
		count -= half;
	}
	return (size_t)(at - starts) + (count == 1 && *at <= addr);
}
