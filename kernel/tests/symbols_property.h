/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the build makes for symbols_property.c: a table and what is in it. */
#ifndef SYMBOLS_PROPERTY_H
#define SYMBOLS_PROPERTY_H

#include <property_core.h>

/* In the table's order; tests/kernel/property_list.py writes it. */
extern struct property_symbol property_symbols[];
extern const uint32_t property_count;
extern const uint32_t property_longest; /* bytes of a name */

/* The bytes that ksym made of the same list. */
extern const char property_table[];
extern const char property_table_end[];

#endif
