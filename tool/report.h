/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* How symbols and addresses are printed, as text and as JSON. */
#ifndef KSYM_TOOL_REPORT_H
#define KSYM_TOOL_REPORT_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "error.h"
#include "symbol_list.h"

/* NAME with control bytes as \xNN and \ as \\, so that a line stays a line. */
void report_name(FILE *stream, const char *name);

/* "0x" and the address in hexadecimal: JSON has no 64-bit integers to trust. */
json_t *report_json_address(uint64_t addr);

/* JSON is UTF-8: in a name that is not, bytes above ASCII become \xNN. */
json_t *report_json_name(const char *name);

/* An object of the symbol's address, size, type and name. */
json_t *report_json_symbol(const struct symbol *symbol);

/* Prints ROOT to standard output and releases it. */
bool report_json(json_t *root, struct error *err);

#endif
