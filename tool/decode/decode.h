/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Adds names after the addresses in a log, line by line, and source lines where
 * they are asked for, after addresses that have a name too. Functions of the
 * caller's give them.
 */
#ifndef KSYM_TOOL_DECODE_DECODE_H
#define KSYM_TOOL_DECODE_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buffer.h"
#include "scan.h"
#include "core/error.h"

/* The most bytes of a line in memory; a longer line is decoded in pieces. */
#define DECODE_WINDOW 65536

struct decode_source {
	/*
	 * Appends `NAME+0xOFF` for ADDR, or nothing if it has no name. False:
	 * it failed, and the error is set.
	 */
	bool (*name)(void *context, uint64_t addr, struct buffer *text,
		struct error *err);
	/*
	 * Of an ADDR that has a name: appends to INLINED each call that is
	 * inlined there, innermost first, `FUNCTION FILE:LINE (inlined by) `,
	 * and to PLACE the FILE:LINE in the function itself; nothing where no
	 * line is known. NULL: lines are not asked for.
	 */
	bool (*lines)(void *context, uint64_t addr, struct buffer *inlined,
		struct buffer *place, struct error *err);
	/*
	 * The address OFFSET bytes behind the symbol whose NAME, of LENGTH
	 * bytes, and SIZE the log states; false: it is not to be told. Asked
	 * where lines are.
	 */
	bool (*locate)(void *context, const char *name, size_t length,
		uint64_t offset, uint64_t size, uint64_t *addrp);
	/*
	 * Whether names are of the build whose id, COUNT hexadecimal DIGITS,
	 * line LINE states. Lines count from 1.
	 */
	bool (*is_build)(
		void *context, const char *digits, size_t count, uint64_t line);
	void *context;
	/* What a note is put between, as colours; NULL: nothing. */
	const char *begin, *end;
};

/* Zero-initialise all but the source. Takes about 64 KiB, and OUT's memory. */
struct decode {
	struct decode_source source;
	struct buffer out; /* the output: the caller takes and empties it */

	struct buffer note;
	struct buffer name, inlined, place; /* that notes are made of */
	struct scan scan;
	uint64_t lines; /* that ended */
	bool foreign;   /* from here on the log is another build's */
	size_t begin;   /* bytes of the window already in OUT */
	size_t passed;  /* the end of the last name with its lines, or 0 */
	size_t size;    /* bytes in it */
	char window[DECODE_WINDOW];
};

/*
 * Takes the next SIZE bytes of the log, and appends to OUT each line that they
 * complete. OUT without the notes is the log, byte for byte.
 */
bool decode_feed(struct decode *decode, const char *bytes, size_t size,
	struct error *err);

/* Ends the log and appends the rest of it to OUT. */
bool decode_end(struct decode *decode, struct error *err);

void decode_free(struct decode *decode);

#endif
