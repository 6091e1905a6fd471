/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a table says of itself: of which ELF it is, and how it was selected. */
#ifndef KSYM_TOOL_ORIGIN_H
#define KSYM_TOOL_ORIGIN_H

#include <ksym_format.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct origin {
	uint16_t machine;  /* e_machine; 0: of no ELF in particular */
	uint8_t class;     /* EI_CLASS, or 0 */
	uint8_t data;      /* EI_DATA, the byte order, or 0 */
	uint8_t selected;  /* KSYM_SELECTED_*: which symbols and names */
	uint16_t max_name; /* bytes that names were cut to; 0: none was */
	unsigned char id[KSYM_ID_MAX]; /* the build id's first bytes, */
	size_t id_size;                /* so many; 0: there is none */
};

/* Sets the build id: SIZE bytes, of which the first 20 are kept. */
void origin_set_id(struct origin *origin, const void *id, size_t size);

/* Whether their build ids are one, as far as both have one. */
bool origin_same_build(const struct origin *a, const struct origin *b);

#define ORIGIN_TEXT 192

/*
 * Whether a table that says TABLE can be of an ELF that says ELF: as far as
 * both have a machine and a build id, they are the same. Else TEXT is for a
 * message: "the table has ..., expected ...".
 */
bool origin_agrees(const struct origin *table, const struct origin *elf,
	char text[ORIGIN_TEXT]);

/* For people: the machine's name in elf.h, less EM_, or its number. */
#define ORIGIN_MACHINE 16
void origin_machine(const struct origin *origin, char text[ORIGIN_MACHINE]);
const char *origin_class(const struct origin *origin);
const char *origin_byte_order(const struct origin *origin);

/* In hexadecimal. Of none, and of what is not known above, the text is "". */
#define ORIGIN_ID (2 * KSYM_ID_MAX + 1)
void origin_id(const struct origin *origin, char text[ORIGIN_ID]);

#endif
