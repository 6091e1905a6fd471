/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Addresses of rows as distances of 32 bits. */
#ifndef KSYM_WRITE_DISTANCES_H
#define KSYM_WRITE_DISTANCES_H

#include "bytes.h"
#include "lines/rows.h"

/*
 * Sets the distances of ROWS, and where they end, and appends the records of
 * regions to OUT. Holes of more than KSYM_WRITE_REACH bytes take no distance.
 */
bool distances_lay(
	struct line_rows *rows, struct bytes *out, struct failure *err);

#endif
