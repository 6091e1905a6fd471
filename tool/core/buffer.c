/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "array.h"

bool buffer_append(struct buffer *buffer, const void *bytes, size_t size,
	struct error *err)
{
	const size_t total = size <= SIZE_MAX - buffer->size
				     ? buffer->size + size
				     : SIZE_MAX;
	unsigned char *data =
		array_room(buffer->data, total, &buffer->capacity, 1, err);

	if (data == NULL) {
		return false;
	}
	buffer->data = data;
	if (size > 0 && bytes != NULL) {
		memcpy(buffer->data + buffer->size, bytes, size);
	} else if (size > 0) {
		memset(buffer->data + buffer->size, 0, size);
	}
	buffer->size += size;
	return true;
}

bool buffer_close_stream(FILE *stream, char **textp, struct error *err)
{
	const bool written = !ferror(stream);

	/* glibc's fclose() succeeds where there is no memory for the text. */
	return (fclose(stream) == 0 && written && *textp != NULL) ||
	       fail(err, "out of memory");
}

static bool read_stream(struct buffer *buffer, FILE *stream, const char *path,
	unsigned long long limit, struct error *err)
{
	const size_t begin = buffer->size;
	struct stat st;
	size_t size;

	if (fstat(fileno(stream), &st) != 0 || !S_ISREG(st.st_mode)) {
		return fail(err, "%s: not a regular file", path);
	}
	if ((unsigned long long)st.st_size > limit) {
		return fail(err, "%s: has %llu bytes, expected at most %llu",
			path, (unsigned long long)st.st_size, limit);
	}
	size = (size_t)st.st_size;
	if (!buffer_append(buffer, NULL, size, err)) {
		return false;
	}
	return fread(buffer->data + begin, 1, size, stream) == size ||
	       fail(err, "%s: cannot be read whole", path);
}

static bool read_to_end(struct buffer *buffer, FILE *stream, const char *path,
	struct error *err)
{
	char chunk[BUFSIZ];
	size_t size;

	do {
		size = fread(chunk, 1, sizeof(chunk), stream);
		if (!buffer_append(buffer, chunk, size, err)) {
			return false;
		}
	} while (size > 0);
	return !ferror(stream) || fail(err, "%s: %s", path, strerror(errno));
}

bool buffer_read_text(
	struct buffer *buffer, const char *path, struct error *err)
{
	FILE *stream = fopen(path, "re");
	bool done;

	if (stream == NULL) {
		return fail(err, "%s: %s", path, strerror(errno));
	}
	done = read_to_end(buffer, stream, path, err) &&
	       buffer_append(buffer, "\n", 1, err);
	(void)fclose(stream);
	return done;
}

bool buffer_read_file(struct buffer *buffer, const char *path,
	unsigned long long limit, struct error *err)
{
	/* Opening a FIFO must not wait for a writer. */
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	FILE *stream = fd >= 0 ? fdopen(fd, "rb") : NULL;
	bool done;

	if (stream == NULL) {
		(void)fail(err, "%s: %s", path, strerror(errno));
		if (fd >= 0) {
			(void)close(fd);
		}
		return false;
	}
	done = read_stream(buffer, stream, path, limit, err);
	(void)fclose(stream);
	return done;
}
