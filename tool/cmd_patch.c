/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "reservation.h"

static bool read_stream(FILE *stream, const char *path,
	const struct reservation *reservation, struct buffer *blob,
	struct error *err)
{
	struct stat st;

	if (fstat(fileno(stream), &st) != 0 || !S_ISREG(st.st_mode)) {
		return fail(err, "%s: not a regular file", path);
	}
	if ((uint64_t)st.st_size > reservation->size) {
		return fail(err,
			"%s: too large for section %s of %s: the table has %" PRIu64
			" bytes, %" PRIu64 " are reserved",
			path, reservation->section, reservation->file->path,
			(uint64_t)st.st_size, reservation->size);
	}
	if (!buffer_append(blob, NULL, (size_t)st.st_size, err)) {
		return false;
	}
	return fread(blob->data, 1, blob->size, stream) == blob->size ||
	       fail(err, "%s: cannot be read whole", path);
}

static bool read_blob(const char *path, const struct reservation *reservation,
	struct buffer *blob, struct error *err)
{
	FILE *stream = fopen(path, "rb");
	bool done;

	if (stream == NULL) {
		return fail(err, "%s: %s", path, strerror(errno));
	}
	done = read_stream(stream, path, reservation, blob, err);
	(void)fclose(stream);
	return done;
}

static bool patch(const struct options *options, const struct elf_file *file,
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
		!read_blob(path, &reservation, blob, err)) {
		return false;
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

static bool run(const struct options *options, const struct elf_file *file,
	struct error *err)
{
	struct buffer blob = { 0 };
	bool done = patch(options, file, &blob, err);

	free(blob.data);
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
