/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines.h"

#include <stdlib.h>

#include "lines_memory.h"

void lines_free(struct lines *lines)
{
	if (lines->memory != NULL) {
		interner_free(&lines->memory->paths);
		interner_free(&lines->memory->texts);
	}
	free(lines->memory);
	free(lines->rows);
	free(lines->calls);
	free(lines->functions);
	free(lines->files);
	free(lines->returns);
	free(lines->described);
	*lines = (struct lines){ 0 };
}

const struct lines_row *lines_find(const struct lines *lines, uint64_t addr)
{
	size_t low = 0, high = lines->row_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (lines->rows[middle].addr <= addr) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low > 0 ? &lines->rows[low - 1] : NULL;
}
