/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The words of a line: runs of letters, digits and underscores. Skipped are a
 * terminal's colours, and escapes of JSON and C before a word (\n0x80001122).
 * Frames of ESP-IDF, which have no blank in between (0x3ffb24700x80001122), are
 * split.
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
 * The state of a scan of a line. A line that is too long for memory is scanned
 * in pieces: TEXT then begins with some bytes that were scanned before, and the
 * members not about TEXT persist. Zero-initialise for each line.
 */
struct scan {
	const char *text;
	size_t at;   /* bytes before it were scanned */
	size_t stop; /* no word that begins here or later is returned */
	size_t end;  /* of the bytes at TEXT */
	size_t row;  /* the end of the last word of a row of addresses, or 0 */

	bool inside;   /* AT is within a word that began in the last piece */
	bool quoted;   /* AT is within a string of JSON */
	unsigned json; /* how many objects of JSON are open */
	bool plain;    /* the rest of the line has no address */
	bool task;    /* the line describes a Linux task: "CPU: 0 Comm: init" */
	bool foreign; /* the line is about another build */
};

/* Finds the next word; false if there is none before STOP. */
bool scan_word(struct scan *scan, struct span *wordp);

bool scan_is_word(char c);
bool scan_is_blank(char c);

/* Whether C is one of BYTES; NUL never is. */
bool scan_one_of(char c, const char *bytes);

/* The byte before AT, or a newline if there is none. */
char scan_before(const struct scan *scan, size_t at);

/* The byte at AT, or a newline at the end. */
char scan_byte(const struct scan *scan, size_t at);

/* The first byte at AT or later that is not a blank. */
size_t scan_blanks(const struct scan *scan, size_t at);

/* The same, also skipping a terminal's colours. */
size_t scan_gap(const struct scan *scan, size_t at);

/* The start of the blanks and colours before AT. */
size_t scan_gap_before(const struct scan *scan, size_t at);

/* The number of hexadecimal digits at AT. */
size_t scan_digits(const struct scan *scan, size_t at);

/* Whether WORD is at AT, in upper or lower case. */
bool scan_has(const struct scan *scan, size_t at, const char *word);

#endif
