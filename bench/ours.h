/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A compact table, read with libksym. */
#ifndef KSYM_BENCH_OURS_H
#define KSYM_BENCH_OURS_H

#include <ksym.h>

#include <stdbool.h>

#include "probes.h"

/*
 * Reads the table in a file to a place where a line of the cache begins, and
 * opens it; ours_open checks all of it too. Ends the program if it cannot.
 */
void ours_read(const char *path, struct ksym_table *t);
void ours_open(const char *path, struct ksym_table *t);

/*
 * Holds the whole table against the list: each symbol and its name by number;
 * the owner of its first, middle and last byte and of the byte behind it; the
 * symbol of its name, if FIND. Returns how many answers were wrong; the first
 * is printed.
 */
uint64_t ours_check(
	const struct ksym_table *t, const struct list *list, bool find);

/*
 * The questions, asked of a struct ksym_table: the number of the symbol at the
 * probe's address, or NOBODY; the length of its name, which goes to TEXT; the
 * address of the probe's name, or 0; the sum of its frames' lines.
 */
uint64_t ours_symbol(
	const void *self, const struct probe *probe, const struct text *text);
uint64_t ours_name(
	const void *self, const struct probe *probe, const struct text *text);
uint64_t ours_address(
	const void *self, const struct probe *probe, const struct text *text);
uint64_t ours_lines(
	const void *self, const struct probe *probe, const struct text *text);

#endif
