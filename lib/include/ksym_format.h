/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The layout of the tables that ksym writes, shared by the command and by what
 * reads a table on the device.
 */
#ifndef KSYM_FORMAT_H
#define KSYM_FORMAT_H

#include <stdint.h>

/* The section that a table goes into unless the user names another. */
#define KSYM_SECTION ".kernel_symbols"

/* What a symbol is (ELF gABI, st_info); GNU_IFUNC counts as a function. */
enum ksym_type {
	KSYM_NOTYPE,
	KSYM_OBJECT,
	KSYM_FUNC,
};

/* Binding, and whether the size is inferred: the ELF states none. */
#define KSYM_GLOBAL   0x1u
#define KSYM_WEAK     0x2u
#define KSYM_INFERRED 0x4u

/*
 * An entry of a flat table. The table is an array of these at the start of the
 * section, in the target's own byte order and word size, followed by the names.
 * NUM_KERNEL_SYMBOLS, a uint64_t in the kernel, holds the number of entries; it
 * is 0 until a table is embedded, so read it as volatile.
 *
 * Entries ascend by addr; where addr is equal, size descends; where that is
 * equal too, the name to prefer comes last. So the symbol that owns an address
 * is the last entry whose range [addr, addr + size) holds it: walk from the end
 * and take the first hit. An entry of size 0 owns no address.
 */
struct ksym_flat_symbol {
	uintptr_t addr;   /* link-time address of the first byte */
	uintptr_t size;   /* bytes */
	const char *name; /* NUL-terminated, within the section */
};

#endif
