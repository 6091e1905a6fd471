/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What linkers put right behind the program headers: the interpreter's name and
 * notes. They are found by program headers of their own, so they can move.
 */
#ifndef KSYM_TOOL_APPEND_NOTES_H
#define KSYM_TOOL_APPEND_NOTES_H

#include <stdbool.h>
#include <stdint.h>

#include "append_plan.h"
#include "core/error.h"
#include "elf/file_range.h"
#include "elf/layout.h"

/*
 * Sets of ROOM what has to move from RANGE; it says nothing (bytes is 0) where
 * something there cannot, or where code may know its address.
 */
bool append_notes_find(
	struct file_range range, struct append_room *room, struct error *err);

/* Moves it to OFFSET in the file, ADDR and PHYSICAL in memory. */
bool append_notes_move(struct layout *layout, const struct append_room *room,
	uint64_t offset, uint64_t addr, uint64_t physical, struct error *err);

#endif
