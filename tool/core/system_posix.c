/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Of POSIX of 2008 alone. */
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* None numbers signals higher; of one that is none it says so. */
#define LAST_SIGNAL 128

void *system_find(const void *in, size_t size, const void *text, size_t length)
{
	const unsigned char *at = in, *first = text;

	if (length == 0) {
		return (void *)(uintptr_t)in;
	}
	while (size >= length) {
		const unsigned char *found =
			memchr(at, *first, size - length + 1);

		if (found == NULL) {
			break;
		}
		if (memcmp(found, text, length) == 0) {
			return (void *)(uintptr_t)found;
		}
		size -= (size_t)(found - at) + 1;
		at = found + 1;
	}
	return NULL;
}

void *system_find_last(const void *in, int byte, size_t size)
{
	const unsigned char *bytes = in;

	while (size > 0) {
		if (bytes[--size] == (unsigned char)byte) {
			return (void *)(uintptr_t)&bytes[size];
		}
	}
	return NULL;
}

int system_last_signal(void)
{
	return LAST_SIGNAL;
}

static int close_on_exec(int fd)
{
	if (fd >= 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

void *system_share(size_t size)
{
	char path[] = "/tmp/ksym-XXXXXX";
	const int fd = system_temporary(path);
	void *memory = MAP_FAILED;

	if (fd < 0) {
		return NULL;
	}
	(void)unlink(path);
	if (ftruncate(fd, (off_t)size) == 0) {
		memory = mmap(
			NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	}
	(void)close(fd);
	return memory != MAP_FAILED ? memory : NULL;
}

int system_pipe(int ends[2])
{
	if (pipe(ends) != 0) {
		return -1;
	}
	if (close_on_exec(ends[0]) < 0) {
		(void)close(ends[1]);
		return -1;
	}
	if (close_on_exec(ends[1]) < 0) {
		(void)close(ends[0]);
		return -1;
	}
	return 0;
}

int system_temporary(char *path)
{
	return close_on_exec(mkstemp(path));
}

bool system_next_data(int fd, off_t at, off_t end, off_t *beginp, off_t *endp)
{
	(void)fd;
	*beginp = at;
	*endp = end;
	return at < end;
}

ssize_t system_copy(int from, off_t at, int to, off_t to_at, size_t size)
{
	(void)from;
	(void)at;
	(void)to;
	(void)to_at;
	(void)size;
	errno = ENOSYS;
	return -1;
}
