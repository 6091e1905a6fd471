/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "file_copy.h"

#include <errno.h>
#include <stddef.h>
#include <sys/types.h>
#include <unistd.h>

#include "core/stage.h"
#include "core/system.h"

/* Bytes at a time: many enough for speed, few enough to show progress. */
#define STEP ((size_t)8 << 20)

/* Bytes on their way from one file to the other. */
struct copy {
	int from, to;
	off_t shift; /* where they go, less where they are */
	off_t begin, end;
};

/* For file systems between which copy_file_range does not work. */
static ssize_t copy_by_hand(const struct copy *copy, off_t at, size_t size)
{
	static unsigned char buffer[1 << 16];
	ssize_t got = pread(copy->from, buffer,
		size < sizeof(buffer) ? size : sizeof(buffer), at);

	return got > 0 ? pwrite(copy->to, buffer, (size_t)got, at + copy->shift)
		       : got;
}

/*
 * Copies at most SIZE bytes from AT. Returns how many, 0 at the end, -1 with
 * errno.
 */
static ssize_t copy_some(const struct copy *copy, off_t at, size_t size)
{
	ssize_t done =
		system_copy(copy->from, at, copy->to, at + copy->shift, size);

	/* If it is not supported here, it has copied nothing. */
	if (done == 0 || (done < 0 && errno != EINTR && errno != EIO)) {
		done = copy_by_hand(copy, at, size);
	}
	return done;
}

/* Copies [AT, END), which is data, and reports progress. */
static bool copy_range(const struct copy *copy, off_t at, off_t end)
{
	while (at < end) {
		const uint64_t left = (uint64_t)(end - at);
		ssize_t done =
			copy_some(copy, at, left < STEP ? (size_t)left : STEP);

		if (done < 0 && errno == EINTR) {
			continue;
		}
		if (done <= 0) {
			errno = done < 0 ? errno : 0;
			return false;
		}
		at += done;
		stage_part((uint64_t)(at - copy->begin),
			(uint64_t)(copy->end - copy->begin));
	}
	return true;
}

bool file_copy(int from, uint64_t begin, uint64_t end, int to, uint64_t at)
{
	const struct copy copy = { from, to, (off_t)at - (off_t)begin,
		(off_t)begin, (off_t)end };
	off_t next = copy.begin;

	if (ftruncate(to, copy.end + copy.shift) != 0) {
		return false;
	}
	while (next < copy.end) {
		off_t data, hole;

		if (!system_next_data(from, next, copy.end, &data, &hole)) {
			return true;
		}
		if (!copy_range(&copy, data, hole)) {
			return false;
		}
		next = hole;
	}
	return true;
}
