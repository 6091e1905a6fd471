/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Where embed puts a table, and what of the ELF changes for it: nothing, the
 * size of the reservation (--grow, --trim), or that there is one (--append).
 */
#ifndef KSYM_TOOL_PLACE_H
#define KSYM_TOOL_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "append_room.h"
#include "core/buffer.h"
#include "elf/elf_file.h"
#include "core/error.h"
#include "elf/layout.h"
#include "commands/options.h"
#include "reservation.h"
#include "space.h"
#include "symbols/symbol_list.h"

struct place {
	const struct options *options;
	struct reservation reservation;
	struct layout layout;
	struct space space; /* behind the reservation; or for a new segment */
	bool last;          /* the section is the last in its segment */
	bool grown;         /* and larger than it was linked */
	uint64_t most;      /* bytes that a table may have with the options */

	/* --append */
	uint64_t page;           /* the new segment's alignment */
	struct append_room room; /* and how it comes to a header */
	uint64_t image;          /* bytes of the raw image so far */
	char before[128];   /* the last symbol between the other segments */
	uint64_t before_at; /* and the new one; "": there is none */
};

/*
 * Finds where the table is to be linked and how large it may be, as far as the
 * options allow. PLACE is to be closed in any case.
 */
bool place_find(struct place *place, const struct options *options,
	const struct elf_file *file, struct error *err);

/* Gives symbols of the ELF's own the addresses that they will have there. */
void place_move_list(const struct place *place, struct symbol_list *list);

/* Makes the place fit a table of SIZE bytes, or says what would help. */
bool place_fit(struct place *place, uint64_t size, struct error *err);

/*
 * Writes TABLE, filled up with zeros, and all that has changed, to the ELF or
 * to the file that -o names. With COUNTED, NUM_KERNEL_SYMBOLS becomes COUNT in
 * the same write; ksym_location, where the kernel has it, leads to the table.
 */
bool place_fill(struct place *place, const struct buffer *table, bool counted,
	uint64_t count, struct error *err);

void place_close(struct place *place);

#endif
