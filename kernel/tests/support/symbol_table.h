/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef SYMBOL_TABLE_H
#define SYMBOL_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Maps the reservation of the symbol table once more, writable, to damage it.
 * Sets *sizep to its size and returns where its first byte is. Once.
 */
uint8_t *symbol_table_writable(size_t *sizep);

/* A part of a compact table. */
struct table_part {
	unsigned int tag; /* enum ksym_part */
	uint8_t *bytes;
	size_t size;
};

/*
 * Gets the part that the directory of the table names at index. Returns false
 * if it names fewer, or the table is not compact.
 */
bool symbol_table_part(
	uint8_t *table, unsigned int index, struct table_part *partp);

#endif
