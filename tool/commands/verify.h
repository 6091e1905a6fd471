/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Holding a table against the symbols that it should hold. */
#ifndef KSYM_TOOL_VERIFY_H
#define KSYM_TOOL_VERIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "symbols/symbol_list.h"
#include "formats/table.h"

/* Called for each difference, with a line of text. */
typedef void verify_report(const char *text, void *context);

/*
 * Compares what TABLE holds and answers with EXPECTED, sorted: every symbol,
 * the owner of each one's first, middle and last byte, both ends of each gap,
 * and every name with all its matches. False means that memory ran out.
 */
bool verify_table(const struct table *table, const struct symbol_list *expected,
	verify_report *report, void *context, struct error *err);

#endif
