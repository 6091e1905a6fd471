/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What a table says of itself: of which ELF it is, and how it was selected. */
#ifndef KSYM_TOOL_ORIGIN_H
#define KSYM_TOOL_ORIGIN_H

#include <ksym_format.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct elf_file;
struct selection;

struct origin {
	uint16_t machine;  /* e_machine; 0: of no ELF in particular */
	uint8_t class;     /* EI_CLASS, or 0 */
	uint8_t data;      /* EI_DATA, the byte order, or 0 */
	uint8_t selected;  /* KSYM_SELECTED_*: which symbols and names */
	uint16_t max_name; /* bytes that names were cut to; 0: none was */
	unsigned char id[KSYM_ID_MAX]; /* the build id's first bytes, */
	size_t id_size;                /* so many; 0: there is none */
};

/*
 * What the table of a selection of FILE's symbols is to say; FILE is NULL for a
 * map alone.
 */
bool origin_of(const struct elf_file *file, const struct selection *selection,
	struct origin *origin, struct error *err);

#endif
