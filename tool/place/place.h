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

#include "core/buffer.h"
#include "elf/elf_file.h"
#include "core/error.h"
#include "place_state.h"

/* What was written, for whoever tells the user. */
struct place_facts {
	bool is_located; /* ksym_location leads to the table */
	bool is_larger;  /* the section, than it was linked */
	bool is_appended;
	struct append_facts append; /* then */
};

/*
 * Finds where the table is to be linked and how large it may be, as far as the
 * request allows. PLACE is to be closed in any case.
 */
bool place_find(struct place *place, const struct place_request *request,
	const struct elf_file *file, struct error *err);

/* The address that what is linked at ADDR will have. */
uint64_t place_moved(const struct place *place, uint64_t addr);

/* The bytes that the section has, and those that it could grow by. */
uint64_t place_reach(const struct place *place);

/* Why it cannot reach further, for a message. */
#define PLACE_TEXT 256
void place_explain(const struct place *place, char text[PLACE_TEXT]);

/*
 * Makes the place fit a table of SIZE bytes, at most place->capacity if the
 * place is not appended.
 */
bool place_fit(struct place *place, uint64_t size, struct error *err);

/*
 * Writes TABLE, filled up with zeros, and all that has changed. With SETS_COUNT,
 * NUM_KERNEL_SYMBOLS becomes COUNT in the same write; ksym_location, where the
 * kernel has it, leads to the table. FACTSP is valid as long as PLACE is.
 */
bool place_fill(struct place *place, const struct buffer *table,
	bool sets_count, uint64_t count, struct place_facts *factsp,
	struct error *err);

void place_close(struct place *place);

#endif
