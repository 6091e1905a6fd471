/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Rows of return addresses only. */
#ifndef KSYM_WRITE_RETURNS_H
#define KSYM_WRITE_RETURNS_H

#include "lines/rows.h"

/*
 * Keeps of ROWS what ends at return addresses, by their outermost frames, and
 * all of functions whose return addresses are not known; *WHOLEP is how many
 * those are.
 */
bool returns_keep(struct line_calls *calls, struct line_rows *rows,
	uint32_t *wholep, struct failure *err);

#endif
