/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/distances.h"

#include <ksym_format.h>

/* How far row I reaches; 0: it is in a hole. */
static uint64_t reach_of(const struct line_rows *rows, size_t i)
{
	const bool last = i + 1 == rows->count;
	/* A last row whose line is known ends with the addresses. */
	const uint64_t reach =
		last ? UINT64_MAX - rows->points[i].addr + 1
		     : rows->points[i + 1].addr - rows->points[i].addr;

	return rows->items[i].call == LINE_NONE &&
			       (last || reach > KSYM_WRITE_REACH)
		       ? 0
		       : reach;
}

static bool write_region(uint64_t addr, uint32_t start, uint32_t end,
	struct bytes *out, struct failure *err)
{
	return bytes_append_number(out, addr, KSYM_REGION_MOST, err) &&
	       bytes_append_number(out, end - start - 1,
		       KSYM_REGION_START - KSYM_REGION_MOST, err) &&
	       bytes_append_number(
		       out, start, KSYM_REGION_SIZE - KSYM_REGION_START, err);
}

bool distances_lay(
	struct line_rows *rows, struct bytes *out, struct failure *err)
{
	uint64_t distance = 0;
	size_t first = 0; /* of the region */

	for (size_t i = 0; i < rows->count; i++) {
		const uint64_t reach = reach_of(rows, i);

		rows->points[i].distance = (uint32_t)distance;
		distance += reach;
		if (distance > UINT32_MAX) {
			return fail(err, KSYM_WRITE_LINES, .found = distance,
				.limit = UINT32_MAX);
		}
		if (reach > 0 && i + 1 < rows->count) {
			continue;
		}
		if (!write_region(rows->points[first].addr,
			    rows->points[first].distance, (uint32_t)distance,
			    out, err)) {
			return false;
		}
		first = i + 1;
	}
	rows->end = (uint32_t)distance;
	return true;
}
