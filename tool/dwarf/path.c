/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "path.h"

#include <string.h>

/* Bytes of the path up to the slash before its last name; 0: it has none. */
static size_t parent(const struct buffer *path)
{
	size_t size = path->size;

	while (size > 0 && path->data[size - 1] != '/') {
		size--;
	}
	return size > 0 ? size - 1 : 0;
}

static bool ends_in_dots(const struct buffer *path)
{
	const size_t last =
		parent(path) + (parent(path) > 0 || path->data[0] == '/');

	return path->size - last == 2 &&
	       memcmp(path->data + last, "..", 2) == 0;
}

/* Appends one name; the root is a path of no bytes whose names follow slashes. */
static bool append_name(struct buffer *path, bool absolute, const char *name,
	size_t length, struct error *err)
{
	if (length == 0 || (length == 1 && name[0] == '.')) {
		return true;
	}
	if (length == 2 && memcmp(name, "..", 2) == 0) {
		if (path->size > 0 && !ends_in_dots(path)) {
			path->size = parent(path);
			return true;
		}
		if (absolute) {
			return true;
		}
	}
	return (!(absolute || path->size > 0) ||
		       buffer_append(path, "/", 1, err)) &&
	       buffer_append(path, name, length, err);
}

bool path_join(struct buffer *path, const char *const parts[], size_t count,
	struct error *err)
{
	bool absolute = false;
	size_t from = 0;

	for (size_t i = 0; i < count; i++) {
		if (parts[i][0] == '/') {
			absolute = true;
			from = i;
		}
	}
	path->size = 0;
	for (size_t i = from; i < count; i++) {
		const char *name = parts[i];

		while (*name != '\0') {
			const size_t length = strcspn(name, "/");

			if (!append_name(path, absolute, name, length, err)) {
				return false;
			}
			name += length + (name[length] == '/');
		}
	}
	return true;
}

size_t path_below(const char *path, const char *prefix, size_t length)
{
	while (length > 0 && prefix[length - 1] == '/') {
		length--;
	}
	return length > 0 && strncmp(path, prefix, length) == 0 &&
			       path[length] == '/' && path[length + 1] != '\0'
		       ? length + 1
		       : 0;
}

size_t path_common(const char *path, const char *prefix, size_t length)
{
	size_t common = 0, same = 0;

	while (same < length && path[same] == prefix[same]) {
		same++;
		if (same == length ? path[same] == '/' || path[same] == '\0'
				   : prefix[same] == '/' &&
					     (path[same] == '/' ||
						     path[same] == '\0')) {
			common = same;
		}
	}
	return common;
}
