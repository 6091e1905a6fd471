/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* How symbols and addresses are printed, as text and as JSON. */
#ifndef KSYM_TOOL_REPORT_H
#define KSYM_TOOL_REPORT_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "core/buffer.h"
#include "core/error.h"
#include "options.h"
#include "symbols/symbol_list.h"

/* NAME with control bytes as \xNN and \ as \\, so that a line stays a line. */
void report_name(FILE *stream, const char *name);

/* Appends the same to OUT. */
bool report_append_name(
	struct buffer *out, const char *name, struct error *err);

/* What COUNT things have behind their word: "s", or "" for one. */
const char *report_plural(uint64_t count);

/* Where what was done is told: not where the result itself goes. */
FILE *report_stream(const struct options *options);

/* "0x" and the number in hexadecimal. */
void report_hexadecimal(FILE *stream, uint64_t number);

/* The same as a string: JSON has no 64-bit integers to trust. */
json_t *report_json_address(uint64_t addr);

/* A size or an offset, an integer; beyond what jansson has, the greatest. */
json_t *report_json_number(uint64_t number);

/* JSON is UTF-8: in a name that is not, bytes above ASCII become \xNN. */
json_t *report_json_name(const char *name);

/*
 * nm's letter for a symbol: T t W for functions, D d V for objects, N n w for
 * others; where the size is inferred F f j, O o q and L l k. map_file_read
 * takes them. ? where TYPED is false.
 */
char report_letter(const struct symbol *symbol, bool typed);

/* An object of all that the table says of a symbol, types only where TYPED. */
json_t *report_json_symbol(const struct symbol *symbol, bool typed);

/*
 * Before any JSON: from then on, what is printed of it is whole, since memory
 * that there was none of at any time is an error in the end.
 */
void report_json_begin(void);

/* Prints ROOT to standard output and releases it. */
bool report_json(json_t *root, struct error *err);

/*
 * An array that is printed as it grows, an element a line, so that it may be as
 * long as its reader likes. Zero-initialise before use.
 */
struct report_array {
	bool begun;
	bool failed;
};

/* Prints ITEM and releases it. What goes wrong is told in the end. */
void report_array_item(struct report_array *array, json_t *item);
bool report_array_end(struct report_array *array, struct error *err);

#endif
