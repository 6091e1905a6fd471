/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The words of a line: runs of letters, digits and underscores. What writes
 * them otherwise is seen through: colours of a terminal, the escapes of JSON
 * and C before a word (\n0x80001122), and the frames of ESP-IDF that stand
 * without a blank between them (0x3ffb24700x80001122).
 */
#ifndef KSYM_TOOL_DECODE_SCAN_H
#define KSYM_TOOL_DECODE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a text: from BEGIN up to, and not including, END. */
struct span {
	size_t begin, end;
};

/*
 * Where a scan of a line stands. A line that is too long for memory is scanned
 * in pieces: TEXT then begins with some bytes that were scanned before, and
 * what is not about TEXT stays from piece to piece. Zero-initialise for a line.
 */
struct scan {
	const char *text;
	size_t at;   /* what is before it was scanned */
	size_t stop; /* no word is given that begins here or later */
	size_t end;  /* of the bytes at TEXT */
	size_t row;  /* the end of the last word of a row of addresses, or 0 */

	bool inside;   /* AT is within a word that the last piece began */
	bool quoted;   /* AT is within a string of JSON */
	unsigned json; /* how many objects of JSON are open */
	bool plain;    /* what follows in the line names no address */
	bool task;    /* the line describes a Linux task: "CPU: 0 Comm: init" */
	bool foreign; /* the line is about another build */
};

/* The next word; false where there is none before STOP. */
bool scan_word(struct scan *scan, struct span *wordp);

bool scan_is_word(char c);
bool scan_is_blank(char c);

/* Whether C is one of BYTES; NUL never is. */
bool scan_one_of(char c, const char *bytes);

/* The byte before AT, or a newline where there is none. */
char scan_before(const struct scan *scan, size_t at);

/* The byte at AT, or a newline behind the end. */
char scan_byte(const struct scan *scan, size_t at);

/* The first byte at AT or later that is no blank. */
size_t scan_blanks(const struct scan *scan, size_t at);

/* The same, past colours of a terminal too. */
size_t scan_gap(const struct scan *scan, size_t at);

/* Backwards from AT: where blanks and colours before it begin. */
size_t scan_gap_before(const struct scan *scan, size_t at);

/* How many hexadecimal digits stand at AT. */
size_t scan_digits(const struct scan *scan, size_t at);

/* Whether WORD stands at AT, in letters of either case. */
bool scan_has(const struct scan *scan, size_t at, const char *word);

#endif
