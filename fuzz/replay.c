/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* replay FILE...: runs files through a fuzz target, without a fuzzer. */
#include "fuzz.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>

/* Only the fuzzer mutates. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t room)
{
	(void)data;
	(void)room;
	return size;
}

static void replay(const char *path)
{
	FILE *stream = fopen(path, "rb");
	size_t room = 1 << 20, size;
	uint8_t *data = malloc(room);

	if (stream == NULL || data == NULL) {
		err(1, "%s", path);
	}
	size = fread(data, 1, room, stream);
	if (ferror(stream) || !feof(stream)) {
		errx(1, "%s: cannot be read, or is above %zu bytes", path,
			room);
	}
	(void)fclose(stream);
	(void)LLVMFuzzerTestOneInput(data, size);
	free(data);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		replay(argv[i]);
	}
	fprintf(stderr, "%d replayed\n", argc - 1);
	return 0;
}
