/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Symbols from text, as nm and others list them. */
#ifndef KSYM_TOOL_MAP_FILE_H
#define KSYM_TOOL_MAP_FILE_H

#include <stdbool.h>

#include "core/error.h"
#include "symbol_list.h"

/*
 * Appends the symbols of PATH to LIST. A line is `ADDR [SIZE] LETTER NAME`, as
 * from `nm -n`, `nm -nS`, System.map and `ksym list`: hexadecimal numbers, nm's
 * letter, and a name that may hold spaces. Where every line has a size, sizes
 * may have any number of digits, else they have as many as the address. Lines
 * of undefined, absolute and debugging symbols are passed over. Behind a name
 * of /proc/kallsyms the module is passed over, and where every address is 0,
 * since the reader was not to see them, that is an error.
 *
 * `ksym list` alone writes sizes without leading zeros: in such lines \\ and
 * \xNN of a control byte are undone, so that names come back as they were. In
 * others a backslash is one.
 *
 * A map has no sections: room is UINT64_MAX, unknown, for code without a size;
 * it is 0 for labels of `ksym list`, whose sizes are as they were inferred.
 */
bool map_file_read(
	const char *path, struct symbol_list *list, struct error *err);

#endif
