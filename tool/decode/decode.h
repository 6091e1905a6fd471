/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Names behind the addresses in a log: bytes in, bytes out, a line at a time.
 * The names come from a function of the caller's.
 */
#ifndef KSYM_TOOL_DECODE_DECODE_H
#define KSYM_TOOL_DECODE_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "scan.h"
#include "core/error.h"

/* Of a line, what is held at most; a longer one is decoded in pieces. */
#define DECODE_WINDOW 65536

struct decode_source {
	/*
	 * Appends `NAME+0xOFF` for ADDR, or nothing where it has no name; false
	 * with the error set where that failed.
	 */
	bool (*name)(void *context, uint64_t addr, struct buffer *text,
		struct error *err);
	/*
	 * Whether names are those of the build whose id, of COUNT hexadecimal
	 * DIGITS, line LINE states; lines count from 1.
	 */
	bool (*is_build)(
		void *context, const char *digits, size_t count, uint64_t line);
	void *context;
	/* What a note is put between, as colours; NULL: nothing. */
	const char *begin, *end;
};

/* Zero-initialise, but for the source. Memory of about 64 KiB, and OUT's. */
struct decode {
	struct decode_source source;
	struct buffer out; /* what is decoded: the caller takes and empties it */

	struct buffer note;
	struct scan scan;
	uint64_t lines; /* that ended */
	bool foreign;   /* the log is another build's from here on */
	size_t begin;   /* bytes of the window that came out already */
	size_t size;    /* bytes in it */
	char window[DECODE_WINDOW];
};

/*
 * Takes the next SIZE bytes of the log, and appends to OUT each line that they
 * end. Where nothing but notes is taken off what comes out, what went in is
 * left.
 */
bool decode_feed(struct decode *decode, const char *bytes, size_t size,
	struct error *err);

/* The log ends: what is left of it comes out. */
bool decode_end(struct decode *decode, struct error *err);

void decode_free(struct decode *decode);

#endif
