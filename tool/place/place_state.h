/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What is asked for of a place, and what is known of it on the way. */
#ifndef KSYM_TOOL_PLACE_STATE_H
#define KSYM_TOOL_PLACE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "append_plan.h"
#include "elf/layout.h"
#include "reservation.h"
#include "space.h"

/* Of an address for a table. */
#define PLACE_ALIGNMENT 8

struct place_request {
	const char *section;     /* the reservation's name */
	const char *output;      /* the file to write, which may be the ELF */
	bool grow, trim;         /* the section may become larger, or smaller */
	bool append;             /* or is to be added, with a segment */
	bool append_at;          /* that is to be at */
	uint64_t append_address; /* this address */
};

struct place {
	struct place_request request;
	struct reservation reservation;
	struct layout layout;
	struct space space; /* behind the reservation; or for a new segment */
	bool last;          /* the section is the last in its segment */
	bool grown;         /* and larger than it was linked */
	uint64_t capacity;  /* bytes that a table may have as requested */

	/* where it is to be appended */
	uint64_t page;           /* the new segment's alignment */
	struct append_room room; /* and how it comes to a header */
	uint64_t image;          /* bytes of the raw image so far */
	char before[128];   /* the last symbol between the other segments */
	uint64_t before_at; /* and the new one; "": there is none */
};

/* A segment that was added, and what it asks of who loads it and runs. */
struct append_facts {
	bool is_program; /* whose loader maps it as the headers say */
	bool has_moved_headers;
	uint64_t headers; /* their address then */
	uint64_t addr, physical, bytes;
	uint64_t image, image_before; /* bytes of the raw image */
	const char *before; /* the last symbol between the other segments */
	uint64_t before_at; /* and this one; "": there is none */
};

#endif
