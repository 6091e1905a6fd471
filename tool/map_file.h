/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Symbols from text, as nm and others list them. */
#ifndef KSYM_TOOL_MAP_FILE_H
#define KSYM_TOOL_MAP_FILE_H

#include <stdbool.h>

#include "error.h"
#include "symbol_list.h"

/*
 * Appends the symbols of PATH to LIST. A line is `ADDR [SIZE] LETTER NAME`, as
 * from `nm -n`, `nm -nS`, System.map and `ksym list`: hexadecimal numbers, nm's
 * letter, and a name that may hold spaces. Where every line has a size, sizes
 * may have any number of digits, else they have as many as the address. Lines
 * of undefined, absolute and debugging symbols are passed over.
 *
 * A map has no sections: room is UINT64_MAX, unknown, for code.
 */
bool map_file_read(
	const char *path, struct symbol_list *list, struct error *err);

#endif
