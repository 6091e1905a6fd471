/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "standard_output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool is_standard_output(const char *target)
{
	return target != NULL &&
	       (strcmp(target, "-") == 0 || strcmp(target, "/dev/stdout") == 0);
}

/*
 * tmpfile() gives a stream, which owns its descriptor: another one lasts. Never
 * that of a standard stream that is closed, or the file would be written into
 * itself.
 */
int standard_output_begin(void)
{
	FILE *stream = tmpfile();
	int fd;

	if (stream == NULL) {
		return -1;
	}
	fd = fcntl(fileno(stream), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	(void)fclose(stream);
	return fd;
}

static bool write_all(const char *bytes, size_t size)
{
	while (size > 0) {
		const ssize_t wrote = write(STDOUT_FILENO, bytes, size);

		if (wrote < 0 && errno == EINTR) {
			continue;
		}
		if (wrote < 0) {
			return false;
		}
		bytes += wrote;
		size -= (size_t)wrote;
	}
	return true;
}

bool standard_output_send(int fd)
{
	char bytes[1 << 16];
	off_t at = 0;
	ssize_t got;

	while ((got = pread(fd, bytes, sizeof(bytes), at)) != 0) {
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0 || !write_all(bytes, (size_t)got)) {
			return false;
		}
		at += got;
	}
	return true;
}
