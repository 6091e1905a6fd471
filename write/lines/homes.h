/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The files where functions are at home. */
#ifndef KSYM_WRITE_HOMES_H
#define KSYM_WRITE_HOMES_H

#include <ksym_write.h>
#include <stdbool.h>
#include <stdint.h>

#include "failure.h"
#include "prefix.h"

/*
 * Sets the home of each function given, as line_file numbers files: that of
 * most of its rows and calls, or else where it is declared.
 */
bool homes_find(const struct ksym_write_lines *given, uint32_t *homes,
	struct failure *err);

#endif
