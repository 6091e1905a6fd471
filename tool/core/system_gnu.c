/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Of glibc and musl on Linux, and of FreeBSD from 13 on. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void *system_find(const void *in, size_t size, const void *text, size_t length)
{
	return memmem(in, size, text, length);
}

void *system_find_last(const void *in, int byte, size_t size)
{
	return memrchr(in, byte, size);
}

int system_last_signal(void)
{
	return NSIG - 1;
}

void *system_share(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory != MAP_FAILED ? memory : NULL;
}

int system_pipe(int ends[2])
{
	return pipe2(ends, O_CLOEXEC);
}

int system_temporary(char *path)
{
	return mkostemp(path, O_CLOEXEC);
}

bool system_next_data(int fd, off_t at, off_t end, off_t *beginp, off_t *endp)
{
	const off_t data = lseek(fd, at, SEEK_DATA);
	const off_t hole = data >= 0 ? lseek(fd, data, SEEK_HOLE) : -1;

	if (data < 0 && errno == ENXIO) {
		return false;
	}
	/* Where there is no such seek, or more follows, all is data. */
	*beginp = data >= 0 ? data : at;
	*endp = hole >= 0 && hole < end ? hole : end;
	return *beginp < end;
}

ssize_t system_copy(int from, off_t at, int to, off_t to_at, size_t size)
{
	return copy_file_range(from, &at, to, &to_at, size, 0);
}
