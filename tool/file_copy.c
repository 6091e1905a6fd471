/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "file_copy.h"

#include <errno.h>
#include <stddef.h>
#include <sys/types.h>
#include <unistd.h>

#include "progress.h"

/* Bytes at a time: enough for speed, few enough to show progress. */
#define STEP ((size_t)8 << 20)

/* The route for file systems between which the kernel does not copy. */
static ssize_t copy_by_hand(int from, int to, off_t at, size_t size)
{
	static unsigned char buffer[1 << 16];
	ssize_t got = pread(from, buffer,
		size < sizeof(buffer) ? size : sizeof(buffer), at);

	return got > 0 ? pwrite(to, buffer, (size_t)got, at) : got;
}

/* Some bytes from AT, at most SIZE; how many, 0 at the end, -1 with errno. */
static ssize_t copy_some(int from, int to, off_t at, size_t size)
{
	off_t in = at, out = at;
	ssize_t done = copy_file_range(from, &in, to, &out, size, 0);

	/* Where it does not work here, or not at all, it has done nothing. */
	if (done == 0 || (done < 0 && errno != EINTR && errno != EIO)) {
		done = copy_by_hand(from, to, at, size);
	}
	return done;
}

/* Copies [AT, END), which is no hole, and shows it as part of TOTAL. */
static bool copy_range(int from, int to, off_t at, off_t end, uint64_t total)
{
	while (at < end) {
		const uint64_t left = (uint64_t)(end - at);
		ssize_t done = copy_some(
			from, to, at, left < STEP ? (size_t)left : STEP);

		if (done < 0 && errno == EINTR) {
			continue;
		}
		if (done <= 0) {
			errno = done < 0 ? errno : 0;
			return false;
		}
		at += done;
		progress_part((uint64_t)at, total);
	}
	return true;
}

bool file_copy(int from, int to, uint64_t size)
{
	const off_t end = (off_t)size;
	off_t at = 0;

	if (ftruncate(to, end) != 0) {
		return false;
	}
	while (at < end) {
		off_t data = lseek(from, at, SEEK_DATA);
		off_t hole;

		if (data < 0 && errno == ENXIO) {
			return true; /* a hole up to the end */
		}
		hole = data >= 0 ? lseek(from, data, SEEK_HOLE) : -1;
		if (hole < 0 || hole > end) {
			/* No such seek here, or the file grows: all is data. */
			data = data < 0 ? at : data;
			hole = end;
		}
		if (!copy_range(from, to, data, hole, size)) {
			return false;
		}
		at = hole;
	}
	return true;
}
