/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Runs the translation tables' tool on any file: it succeeds, or refuses and
 * changes nothing.
 */
#include "fuzz.h"

#include <getopt.h>
#include <unistd.h>

/* kernel/ttables/main.c's. */
int ttables_main(int argc, char **argv);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *in = fuzz_file("in", data, size);
	const char *out = fuzz_file("out", NULL, 0);
	char *argv[] = { (char *)(uintptr_t) "ttables",
		(char *)(uintptr_t) "-o", (char *)(uintptr_t)out,
		(char *)(uintptr_t)in, NULL };
	int status;

	if (data == NULL) {
		return 0;
	}
	optind = 0;
	status = ttables_main(4, argv);
	PROMISE(status == 0 || status == 1);
	PROMISE(fuzz_file_holds(in, data, size));
	PROMISE((access(out, F_OK) == 0) == (status == 0));
	return 0;
}

size_t LLVMFuzzerCustomMutator(
	uint8_t *data, size_t size, size_t room, unsigned int seed)
{
	return fuzz_mutate_file(data, size, room, seed);
}
