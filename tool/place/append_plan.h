/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef KSYM_TOOL_APPEND_PLAN_H
#define KSYM_TOOL_APPEND_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How there comes to be room. Tools look for the headers where linkers put
 * them, so they move only if nothing else can.
 */
struct append_room {
	size_t spare;   /* index of a header that is not needed, or SIZE_MAX */
	bool moves;     /* the headers, all of them, to the new segment */
	uint64_t begin; /* or what stands behind them: the file's bytes */
	uint64_t end;   /* from begin to end; equal: nothing */
	uint64_t addr;  /* where these are loaded so far, */
	uint64_t alignment; /* and what their addresses are multiples of */
	uint64_t bytes;     /* of what moves to the new segment */
	uint64_t distance;  /* of headers from their offset in the file */
};

#endif
