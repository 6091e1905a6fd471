/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Asks libksym for the lines of any bytes. An input is 2 bytes that say how far
 * behind the first symbol the first address is, a byte that says how far the
 * next ones are, and the table.
 */
#include "fuzz.h"

#include <ksym.h>
#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#define HEAD  3
#define ASKED 16 /* addresses */

static int is_status(int status)
{
	return status <= 0 && status >= -KSYM_ERR_CHECKSUM;
}

/* Into a buffer of exactly that size, so that the sanitizer sees a byte after
 * it. */
static void check_names(
	const struct ksym_table *t, const struct ksym_frame *frame, size_t size)
{
	char *buf = malloc(size);
	int length;

	PROMISE(buf != NULL);
	length = ksym_frame_file(t, frame, buf, size);
	PROMISE(length <= KSYM_NAME_MAX && (length >= 0 || is_status(length)));
	PROMISE(memchr(buf, '\0', size) != NULL);
	length = ksym_frame_function(t, frame, buf, size);
	PROMISE(length <= KSYM_NAME_MAX && (length >= 0 || is_status(length)));
	PROMISE(memchr(buf, '\0', size) != NULL);
	free(buf);
}

static void check_frames(
	const struct ksym_table *t, struct ksym_frames *it, int status)
{
	struct ksym_frame frame;
	unsigned int frames = 0;

	PROMISE(is_status(status));
	PROMISE(status == 0 || ksym_lines_next(it, &frame) == 0);
	if (status != 0) {
		return;
	}
	PROMISE(ksym_has_lines(t) != KSYM_LINES_NONE);
	while ((status = ksym_lines_next(it, &frame)) > 0) {
		frames++;
		PROMISE(frames <= KSYM_FRAMES_MAX);
		PROMISE((frame.flags & KSYM_FRAME_CALL) == (frames > 1));
		PROMISE(((frame.flags & KSYM_FRAME_INLINED) != 0) ==
			(frame.function != KSYM_OUTERMOST));
		check_names(t, &frame, 32 + frames);
	}
	PROMISE(is_status(status));
	PROMISE(ksym_lines_next(it, &frame) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint64_t addr = input_number(&in, 2);
	const uint64_t step = input_number(&in, 1);
	uint8_t *table = malloc(in.size > 0 ? in.size : 1);
	struct ksym_symbol first;
	struct ksym_frames it;
	struct ksym_table t;

	PROMISE(table != NULL);
	memcpy(table, in.data, in.size);
	PROMISE(is_status(ksym_open(&t, table, in.size)));
	if (ksym_get(&t, 0, &first) == 0) {
		addr += first.addr;
	}
	for (int i = 0; i < ASKED; i++, addr += step) {
		check_frames(&t, &it, ksym_lines(&t, addr, &it));
		check_frames(&t, &it, ksym_lines_call(&t, addr, &it));
	}
	free(table);
	return 0;
}

/* Most inputs get a header that opens. */
size_t LLVMFuzzerCustomMutator(
	uint8_t *data, size_t size, size_t room, unsigned int seed)
{
	size = LLVMFuzzerMutate(data, size, room);
	if (seed % 8 != 0 && size >= HEAD + KSYM_HEADER_SIZE) {
		fuzz_seal(data + HEAD, size - HEAD);
	}
	return size;
}
