/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* bench.mk keeps the compiler from turning the branch into a select. */
#include "search.h"

size_t search_branch(const uint64_t *starts, size_t count, uint64_t addr)
{
	size_t low = 0, high = count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (starts[middle] <= addr) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}
