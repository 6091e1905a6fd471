/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Room for one more program header: --append. */
#ifndef KSYM_TOOL_APPEND_ROOM_H
#define KSYM_TOOL_APPEND_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "elf/layout.h"

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

bool append_room_find(const struct layout *layout, struct append_room *room,
	struct error *err);

/* Where in the new segment, which begins at ADDR, what moves begins. */
uint64_t append_room_skip(const struct append_room *room, uint64_t addr);

/* Moves it to OFFSET in the file, ADDR and PHYSICAL in memory. */
bool append_room_make(struct layout *layout, const struct append_room *room,
	uint64_t offset, uint64_t addr, uint64_t physical, struct error *err);

#endif
