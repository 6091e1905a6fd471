/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * asked QUESTION PROBES TABLE
 *
 * Asks a table all probes of a file, for valgrind, which counts what
 * questions_ask executes. The question `nothing` is what the asking takes.
 */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>

#include "ours.h"
#include "questions.h"

int main(int argc, char **argv)
{
	struct ksym_table table;
	struct probes probes;

	if (argc != 4) {
		errx(2, "usage: asked nothing|symbol|name|find|lines PROBES TABLE");
	}
	questions_read(argv[2], &probes);
	ours_read(argv[3], &table);
	printf("%" PRIu32 " %" PRIu64 "\n", probes.count,
		questions_ask(question_of(argv[1]), &table, &probes));
	return 0;
}
