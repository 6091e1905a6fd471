// SPDX-License-Identifier: MIT OR Apache-2.0
#include "fence.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void fence_make(struct fence *fence, size_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t inner = (size + page) & ~(page - 1);
	uint8_t *place = mmap(NULL, inner + 2 * page, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (place == MAP_FAILED) {
		err(2, "mmap");
	}
	fence->first = place + page;
	fence->end = fence->first + inner;
	fence_writable(fence);
}

static void protect(const struct fence *fence, int protection)
{
	const size_t size = (size_t)(fence->end - fence->first);

	if (mprotect(fence->first, size, protection) != 0) {
		err(2, "mprotect");
	}
}

void fence_writable(const struct fence *fence)
{
	protect(fence, PROT_READ | PROT_WRITE);
}

void fence_read_only(const struct fence *fence)
{
	protect(fence, PROT_READ);
}

uint8_t *file_read(const char *path, size_t *sizep)
{
	FILE *stream = fopen(path, "rb");
	uint8_t *bytes = NULL;
	size_t room = 0;

	if (stream == NULL) {
		err(2, "%s", path);
	}
	*sizep = 0;
	do {
		room = 2 * room + 4096;
		bytes = realloc(bytes, room);
		if (bytes == NULL) {
			err(2, "%s", path);
		}
		*sizep += fread(bytes + *sizep, 1, room - 1 - *sizep, stream);
	} while (*sizep == room - 1);
	if (ferror(stream) != 0) {
		err(2, "%s", path);
	}
	(void)fclose(stream);
	bytes[*sizep] = '\0';
	return bytes;
}
