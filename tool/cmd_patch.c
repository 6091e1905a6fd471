/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "reservation.h"

/* Reads a file of at most LIMIT bytes, a longer one as LIMIT + 1. */
static bool read_blob(const char *path, uint64_t limit, struct buffer *blob,
	struct error *err)
{
	FILE *stream = fopen(path, "rb");
	size_t got;
	bool done;

	if (stream == NULL) {
		return fail(err, "%s: %s", path, strerror(errno));
	}
	done = buffer_append(blob, NULL, limit + 1, err);
	if (done) {
		got = fread(blob->data, 1, blob->size, stream);
		blob->size = got;
		done = !ferror(stream) ||
		       fail(err, "%s: %s", path, strerror(errno));
	}
	(void)fclose(stream);
	return done;
}

static bool patch(const struct elf_file *file, const struct options *options,
	struct buffer *blob, struct error *err)
{
	const struct table_format *format = options->format;
	const char *path = options->operands[0];
	const char *target =
		options->output != NULL ? options->output : options->path;
	struct reservation reservation;
	uint64_t count;

	if (!reservation_find(
		    file, options->selection.section, &reservation, err) ||
		!read_blob(path, reservation.size, blob, err)) {
		return false;
	}
	if (blob->size > reservation.size) {
		return fail(err,
			"%s: larger than section %s of %s, which has %" PRIu64
			" bytes",
			path, reservation.section, file->path,
			reservation.size);
	}
	if (!format->check(blob, &reservation, path, &count, err) ||
		!reservation_fill(&reservation, blob, format->counted, count,
			target, err)) {
		return false;
	}
	printf("patched %" PRIu64 " symbols: %zu of %" PRIu64
	       " bytes in %s at 0x%" PRIx64 "\n",
		count, blob->size, reservation.size, reservation.section,
		reservation.addr);
	return true;
}

static bool run(const struct options *options, struct error *err)
{
	struct buffer blob = { 0 };
	struct elf_file file;
	bool done;

	if (!elf_file_open(&file, options->path, err)) {
		return false;
	}
	done = patch(&file, options, &blob, err);
	free(blob.data);
	elf_file_close(&file);
	return done;
}

const struct command cmd_patch = {
	.name = "patch",
	.operands = "ELF TABLE",
	.summary = "writes a table made elsewhere into an ELF",
	.details =
		"\nA flat table must have been linked at the section's address; its number of\n"
		"symbols goes into NUM_KERNEL_SYMBOLS.\n",
	.options = "ofs",
	.least = 1,
	.most = 1,
	.run = run,
};
