/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "reading.h"

#include <stdlib.h>
#include <string.h>

#include "path.h"

/* The directory that holds all directories in which units were compiled. */
static bool common_directory(
	struct reading *reading, struct buffer *directory, struct error *err)
{
	bool first = true;

	for (size_t i = 0; i < reading->table_count; i++) {
		const char *part = line_table_compilation(reading->tables[i]);
		struct buffer *to = first ? directory : &reading->path;

		if (!text_spend(reading, strlen(part), err) ||
			!path_join(to, &part, 1, err) ||
			!buffer_append(to, "", 1, err)) {
			return false;
		}
		if (first) {
			directory->size--;
		} else {
			directory->size = path_common((const char *)to->data,
				(const char *)directory->data, directory->size);
		}
		first = false;
	}
	return true;
}

bool files_take(struct reading *reading, const uint32_t *numbers, size_t count,
	const char *strip_prefix, struct lines *lines, struct error *err)
{
	struct buffer directory = { 0 };
	const char *prefix = strip_prefix;
	size_t length = strip_prefix != NULL ? strlen(strip_prefix) : 0;

	if (strip_prefix == NULL) {
		if (!common_directory(reading, &directory, err)) {
			free(directory.data);
			return false;
		}
		prefix = (const char *)directory.data;
		length = directory.size;
	}
	lines->files = malloc((count + 1) * sizeof(*lines->files));
	for (size_t i = 0; lines->files != NULL && i < count; i++) {
		const char *path = reading->paths.items[numbers[i]].text;

		lines->files[i] = path + path_below(path, prefix, length);
	}
	lines->file_count = count;
	free(directory.data);
	return lines->files != NULL || fail(err, "out of memory");
}
