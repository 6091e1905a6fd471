/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "buffer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool buffer_append(struct buffer *buffer, const void *bytes, size_t size,
	struct error *err)
{
	if (size > buffer->capacity - buffer->size) {
		size_t capacity = buffer->capacity * 2 + size;
		unsigned char *data = realloc(buffer->data, capacity);

		if (data == NULL) {
			return fail(err, "out of memory");
		}
		buffer->data = data;
		buffer->capacity = capacity;
	}
	if (size > 0 && bytes != NULL) {
		memcpy(buffer->data + buffer->size, bytes, size);
	} else if (size > 0) {
		memset(buffer->data + buffer->size, 0, size);
	}
	buffer->size += size;
	return true;
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

bool buffer_read_file(struct buffer *buffer, const char *path,
	unsigned long long limit, struct error *err)
{
	FILE *stream = fopen(path, "rb");
	bool done;

	if (stream == NULL) {
		return fail(err, "%s: %s", path, strerror(errno));
	}
	done = read_stream(buffer, stream, path, limit, err);
	(void)fclose(stream);
	return done;
}
