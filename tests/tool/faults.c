/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Preloaded into ksym by the tests: makes the system call that KSYM_FAULT names
 * fail, or ends the process in its place. What goes to stdout and stderr passes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int wanted(const char *fault)
{
	const char *set = getenv("KSYM_FAULT");

	return set != NULL && strcmp(set, fault) == 0;
}

static int replaced(void)
{
	if (wanted("crash in rename")) {
		_exit(77);
	}
	errno = EIO;
	return wanted("fail in rename") ? -1 : 0;
}

int rename(const char *from, const char *to)
{
	int (*next)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");

	return replaced() ? -1 : next(from, to);
}

int renameat(int fromdir, const char *from, int todir, const char *to)
{
	int (*next)(int, const char *, int, const char *) =
		dlsym(RTLD_NEXT, "renameat");

	return replaced() ? -1 : next(fromdir, from, todir, to);
}

/* More than a second; a signal ends sleep(), so that it takes a loop. */
static void take_long(void)
{
	const time_t end = time(NULL) + 2;

	while (time(NULL) < end) {
		(void)sleep(1);
	}
}

static int sync_fails(void)
{
	if (wanted("slow disk")) {
		take_long();
	}
	errno = EIO;
	return wanted("fail in fsync");
}

int fsync(int fd)
{
	int (*next)(int) = dlsym(RTLD_NEXT, "fsync");

	return sync_fails() ? -1 : next(fd);
}

int fdatasync(int fd)
{
	int (*next)(int) = dlsym(RTLD_NEXT, "fdatasync");

	return sync_fails() ? -1 : next(fd);
}

/* Every second call is. */
static int interrupted(void)
{
	static int now;

	now = !now;
	errno = EINTR;
	return now;
}

ssize_t write(int fd, const void *data, size_t size)
{
	ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");

	if (fd > STDERR_FILENO && wanted("fail in write")) {
		errno = EIO;
		return -1;
	}
	if (fd > STDERR_FILENO && wanted("short writes")) {
		return interrupted() ? -1 : next(fd, data, size < 7 ? size : 7);
	}
	return next(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
	ssize_t (*next)(int, const void *, size_t, off_t) =
		dlsym(RTLD_NEXT, "pwrite");

	if (wanted("fail in write")) {
		errno = EIO;
		return -1;
	}
	if (wanted("short writes")) {
		return interrupted() ? -1
				     : next(fd, data, size < 7 ? size : 7, at);
	}
	return next(fd, data, size, at);
}

ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at,
	size_t size, unsigned flags)
{
	ssize_t (*next)(int, off64_t *, int, off64_t *, size_t, unsigned) =
		dlsym(RTLD_NEXT, "copy_file_range");

	if (wanted("fail in write")) {
		errno = EIO;
		return -1;
	}
	if (wanted("slow copying")) {
		take_long();
	}
	if (wanted("crash in copying by the kernel")) {
		_exit(77);
	}
	if (wanted("no copying by the kernel")) {
		errno = EXDEV;
		return -1;
	}
	if (wanted("short writes")) {
		return interrupted() ? -1
				     : next(from, from_at, to, to_at,
					       size < 7 ? size : 7, flags);
	}
	return next(from, from_at, to, to_at, size, flags);
}

size_t fwrite(const void *data, size_t size, size_t count, FILE *stream)
{
	size_t (*next)(const void *, size_t, size_t, FILE *) =
		dlsym(RTLD_NEXT, "fwrite");

	if (fileno(stream) > STDERR_FILENO && wanted("fail in write")) {
		errno = EIO;
		return 0;
	}
	return next(data, size, count, stream);
}
