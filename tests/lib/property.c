// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * property TABLE LISTING [FINDS]: compares every answer of libksym from TABLE
 * with LISTING. Status 0 and a line, or 1 and the first wrong answers.
 */
#include "fence.h"
#include "listing.h"

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPORTED 20 /* wrong answers printed */

static void print_failure(void *context, const char *what, uint64_t value)
{
	unsigned int *printed = context;

	if ((*printed)++ < REPORTED) {
		(void)fprintf(stderr, "%s: 0x%" PRIx64 "\n", what, value);
	}
}

/* Checks a table at base. */
static void check_at(struct property_run *run, const uint8_t *base, size_t size,
	uint64_t bias, uint64_t *totals)
{
	struct ksym_table table;
	const int error = ksym_open(&table, base, size);

	if (error != 0) {
		errx(1, "ksym_open: %d, %s", error, ksym_strerror(error));
	}
	run->table = &table;
	run->bias = bias;
	property_check(run);
	totals[0] += run->checks;
	totals[1] += run->failures;
}

/* At every alignment, each ending as near to a fence as it can. */
static void check_everywhere(struct property_run *run, const uint8_t *bytes,
	size_t size, uint64_t *totals)
{
	const size_t places = run->count <= 64 && run->longest <= 512 ? 8 : 1;
	struct fence fence;

	fence_make(&fence, size + places);
	for (size_t back = 0; back < places; back++) {
		uint8_t *base = fence.end - size - back;

		fence_writable(&fence);
		memcpy(base, bytes, size);
		fence_read_only(&fence);
		check_at(run, base, size + back,
			0x9e3779b97f4a7c15 * (uint64_t)(back + (places == 1)),
			totals);
	}
	if (places > 1) {
		fence_writable(&fence);
		memcpy(fence.first, bytes, size);
		fence_read_only(&fence);
		check_at(run, fence.first, size, 1, totals);
	}
}

int main(int argc, char **argv)
{
	unsigned int printed = 0;
	uint64_t totals[2] = { 0, 0 };
	struct listing list;
	struct property_run run = { .failed = print_failure,
		.context = &printed };
	size_t size;
	uint8_t *bytes;

	if (argc < 3) {
		errx(2, "usage: property TABLE LISTING [FINDS]");
	}
	bytes = file_read(argv[1], &size);
	listing_read(argv[2], &list);
	property_prepare(list.symbols, list.count);
	run.symbols = list.symbols;
	run.count = list.count;
	run.longest = list.longest;
	run.finds = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 1024;
	run.scratch = malloc(PROPERTY_SCRATCH(list.longest));
	if (run.scratch == NULL) {
		err(2, "scratch");
	}
	check_everywhere(&run, bytes, size, totals);
	printf("%" PRIu32 " symbols, %" PRIu64 " checks, %" PRIu64 " failed\n",
		list.count, totals[0], totals[1]);
	free(run.scratch);
	listing_free(&list);
	free(bytes);
	return totals[1] != 0;
}
