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
 * letter, and a name that may hold spaces. If every line has a size, sizes may
 * have any number of digits; otherwise they have as many as the address.
 * Undefined, absolute and debugging symbols are skipped, and so is the module
 * after a name of /proc/kallsyms. It is an error if every address is 0, as
 * /proc/kallsyms prints them for unprivileged readers. Only `ksym list` writes
 * sizes without leading zeros: in such lines the escapes \\ and \xNN are
 * undone. A map has no sections: room is UINT64_MAX, unknown, for code without
 * a size, and 0 for labels of `ksym list`, which keep their sizes.
 */
bool map_file_read(
	const char *path, struct symbol_list *list, struct error *err);

#endif
