/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef SYMBOL_TABLE_H
#define SYMBOL_TABLE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Maps the reservation of the symbol table once more, writable, to damage it.
 * Sets *sizep to its size and returns where its first byte is. Once.
 */
uint8_t *symbol_table_writable(size_t *sizep);

#endif
