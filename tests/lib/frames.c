// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * frames TABLE ADDR...: the frames of each address, the innermost first, `ADDR
 * FLAGS LINE FILE FUNCTION` a line, or `ADDR: ` and why there are none; an
 * address behind a `+` is one to return to. First the mode of the table's lines.
 */
#include "fence.h"

#include <err.h>
#include <inttypes.h>
#include <ksym.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GUARD 8

/* Copies the table to the end of readable memory. */
static void open_table(struct ksym_table *table, const char *path)
{
	struct fence fence;
	size_t size;
	uint8_t *bytes = file_read(path, &size);

	fence_make(&fence, size);
	memcpy(fence.end - size, bytes, size);
	fence_read_only(&fence);
	free(bytes);
	if (ksym_open(table, fence.end - size, size) != 0) {
		errx(1, "%s: not a table", path);
	}
}

/* The text, or the sentence of its error; whether it is in its buffer. */
static const char *text_of(int length, const char *buf, size_t size)
{
	for (size_t i = size; i < size + GUARD; i++) {
		if ((uint8_t)buf[i] != 0xa5) {
			errx(1, "a text is out of its buffer");
		}
	}
	if (length < 0 ? buf[0] != '\0' : strlen(buf) != (size_t)length) {
		errx(1, "a text is not what its length says");
	}
	return length < 0 ? ksym_strerror(length) : buf;
}

static void print_frame(
	const struct ksym_table *table, const struct ksym_frame *frame)
{
	static char file[4096], function[4096];
	const size_t size = sizeof(file) - GUARD;

	memset(file, 0xa5, sizeof(file));
	memset(function, 0xa5, sizeof(function));
	printf("%" PRIx64 " %u %" PRIu32 " %s", frame->addr, frame->flags,
		frame->line,
		text_of(ksym_frame_file(table, frame, file, size), file, size));
	printf(" %s\n",
		text_of(ksym_frame_function(table, frame, function, size),
			function, size));
}

static void print_frames(const struct ksym_table *table, const char *addr)
{
	const bool is_call = addr[0] == '+';
	const uint64_t number = strtoull(addr + is_call, NULL, 16);
	struct ksym_frames lines;
	struct ksym_frame frame;
	int status;

	memset(&lines, 0xa5, sizeof(lines));
	status = is_call ? ksym_lines_call(table, number, &lines)
			 : ksym_lines(table, number, &lines);
	if (status != 0) {
		printf("%" PRIx64 ": %s\n", number, ksym_strerror(status));
		if (ksym_lines_next(&lines, &frame) != 0) {
			errx(1, "a frame where there is none");
		}
		return;
	}
	while ((status = ksym_lines_next(&lines, &frame)) > 0) {
		print_frame(table, &frame);
	}
	if (status < 0) {
		printf("%" PRIx64 ": %s\n", number, ksym_strerror(status));
	}
	if (ksym_lines_next(&lines, &frame) != 0) {
		errx(1, "a frame behind the last");
	}
}

int main(int argc, char **argv)
{
	static const char *const modes[] = { "none", "full", "calls" };
	struct ksym_table table;

	if (argc < 2) {
		errx(2, "frames TABLE ADDR...");
	}
	open_table(&table, argv[1]);
	puts(modes[ksym_has_lines(&table)]);
	for (int i = 2; i < argc; i++) {
		print_frames(&table, argv[i]);
	}
	return 0;
}
