/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "filter.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool filter_read(int fd, const char *name, char bytes[FILTER_CHUNK],
	size_t *countp, struct error *err)
{
	ssize_t count;

	if (fflush(stdout) != 0) {
		return fail(err, "standard output: %s", strerror(errno));
	}
	do {
		count = read(fd, bytes, FILTER_CHUNK);
	} while (count < 0 && errno == EINTR);
	if (count < 0) {
		return fail(err, "%s: %s", name, strerror(errno));
	}
	*countp = (size_t)count;
	return true;
}
