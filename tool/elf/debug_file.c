/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf_file.h"

/* A build id usually has 20 bytes, but a linker takes any. */
struct build_id {
	unsigned char bytes[64];
	size_t size;
};

static bool read_id(
	const struct elf_file *file, struct build_id *id, struct error *err)
{
	if (!elf_file_build_id(
		    file, id->bytes, sizeof(id->bytes), &id->size, err)) {
		return false;
	}
	return id->size > 0 ||
	       fail(err,
		       "%s: no build id, expected one to tell that the debug file belongs to it (link with --build-id)",
		       file->path);
}

static const char *id_text(
	const struct build_id *id, char text[2 * sizeof(id->bytes) + 1])
{
	for (size_t i = 0; i < id->size; i++) {
		(void)sprintf(text + 2 * i, "%02x", id->bytes[i]);
	}
	return text;
}

static bool check_id(const struct elf_file *file, const struct elf_file *debug,
	struct error *err)
{
	struct build_id expected, found;
	char text[2][2 * sizeof(expected.bytes) + 1];

	if (!read_id(file, &expected, err) || !read_id(debug, &found, err)) {
		return false;
	}
	if (found.size != expected.size ||
		memcmp(found.bytes, expected.bytes, found.size) != 0) {
		return fail(err, "%s: build id %s, expected %s as %s has it",
			debug->path, id_text(&found, text[0]),
			id_text(&expected, text[1]), file->path);
	}
	return true;
}

bool elf_file_open_debug(
	struct elf_file *file, const char *path, struct error *err)
{
	struct elf_file *debug = malloc(sizeof(*debug));

	if (debug == NULL) {
		return fail(err, "out of memory");
	}
	if (!elf_file_open(debug, path, err)) {
		free(debug);
		return false;
	}
	if (!check_id(file, debug, err)) {
		elf_file_close(debug);
		free(debug);
		return false;
	}
	file->debug = debug;
	return true;
}
