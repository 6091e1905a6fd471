/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Room for one more program header: --append. */
#ifndef KSYM_TOOL_APPEND_ROOM_H
#define KSYM_TOOL_APPEND_ROOM_H

#include <stdbool.h>
#include <stdint.h>

#include "append_plan.h"
#include "core/error.h"
#include "elf/layout.h"

bool append_room_find(const struct layout *layout, struct append_room *room,
	struct error *err);

/* Where in the new segment, which begins at ADDR, what moves begins. */
uint64_t append_room_skip(const struct append_room *room, uint64_t addr);

/* Moves it to OFFSET in the file, ADDR and PHYSICAL in memory. */
bool append_room_make(struct layout *layout, const struct append_room *room,
	uint64_t offset, uint64_t addr, uint64_t physical, struct error *err);

#endif
