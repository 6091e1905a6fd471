/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The layout of the tables that ksym writes, shared by the command and by what
 * reads a table on the device. FORMAT.md explains it.
 */
#ifndef KSYM_FORMAT_H
#define KSYM_FORMAT_H

#include <stdint.h>

/* The section that a table goes into unless the user names another. */
#define KSYM_SECTION ".kernel_symbols"

/* A name's bytes at most, without a NUL; either format. */
#define KSYM_NAME_MAX 65535

/* The compact format: where the header's fields stand. */
#define KSYM_AT_MAGIC         0
#define KSYM_AT_VERSION       4
#define KSYM_AT_LEAST_VERSION 5
#define KSYM_AT_HEADER_SIZE   6
#define KSYM_AT_SIZE          8
#define KSYM_AT_CHECKSUM      12
#define KSYM_AT_BASE          16
#define KSYM_AT_COUNT         24
#define KSYM_AT_WIDE          28
#define KSYM_AT_SHAPE_MASK    29
#define KSYM_AT_SELECTED      30
#define KSYM_AT_TOP_SHIFT     31
#define KSYM_AT_FIELDS        32 /* words from here to the index */
#define KSYM_AT_LAST_SLICE    32
#define KSYM_AT_TOPS          36
#define KSYM_AT_BLOCKS        40
#define KSYM_AT_SHAPES        44
#define KSYM_AT_RESUME_COUNT  48
#define KSYM_AT_RESUMES       52
#define KSYM_AT_PHRASE_COUNT  56
#define KSYM_AT_PHRASES       60
#define KSYM_AT_TEXT          64
#define KSYM_AT_STREAM        68
#define KSYM_AT_INDEX         72
#define KSYM_AT_CLASS_WIDTHS  76
#define KSYM_AT_ID_SIZE       83
#define KSYM_AT_ID            84
#define KSYM_AT_MACHINE       104
#define KSYM_AT_CLASS         106
#define KSYM_AT_DATA          107
#define KSYM_AT_MAX_NAME      108
#define KSYM_HEADER_SIZE      112

#define KSYM_MAGIC          0x4d59534bu /* "KSYM" */
#define KSYM_FORMAT_VERSION 1
#define KSYM_SIZE_MAX       0x1fffffffu /* so that a bit's number fits in 32 bits */
#define KSYM_ID_MAX         20
#define KSYM_BLOCK          8 /* symbols in a block */
#define KSYM_SHAPE_SIZE     8
#define KSYM_PHRASE_SIZE    3
#define KSYM_PHRASE_MAX     63 /* bytes of a phrase */

/* How a table was selected: which symbols are in it, and how they are named. */
#define KSYM_SELECTED_FUNCTIONS 0x01u /* no data */
#define KSYM_SELECTED_FILTERED  0x02u /* one by one */
#define KSYM_SELECTED_DEMANGLED 0x04u /* named as in the source */
#define KSYM_SELECTED_QUALIFIED 0x08u /* locals of one name with their file */
#define KSYM_SELECTED_GLOBALS   0x10u /* no locals */
#define KSYM_SELECTED_MAP       0x20u /* from a map, not from the ELF */

/* A block: the shapes' codes, what names share, then bit fields. */
#define KSYM_BLOCK_SHARED 8  /* 4 bits a name */
#define KSYM_BLOCK_FIELDS 12 /* x and y of each symbol, then selectors */
#define KSYM_SHARED_MAX   15 /* tokens that a name shares with the one before */

/* A shape: a byte of kind, three of widths and shift, two bases of two. */
#define KSYM_SHAPE_X         1 /* bits of x */
#define KSYM_SHAPE_XY        2 /* bits of x and y */
#define KSYM_SHAPE_SHIFT     3
#define KSYM_SHAPE_GAP       4
#define KSYM_SHAPE_SIZE_BASE 6

/* A shape's first byte. */
#define KSYM_SHAPE_TYPE   0x03u
#define KSYM_SHAPE_FLAGS  2 /* shift of KSYM_GLOBAL, KSYM_WEAK, KSYM_INFERRED */
#define KSYM_SHAPE_STATED 0x20u

/* Selectors of a token: the end of a name, else a class of phrases. */
#define KSYM_SELECTOR_BITS   3
#define KSYM_SELECTOR_END    0
#define KSYM_CLASSES         7
#define KSYM_CLASS_WIDTH_MAX 16

/* The by-name index: its header, and the constants of its hash. */
#define KSYM_INDEX_SEGMENTS     0
#define KSYM_INDEX_SEGMENT_LOG2 4
#define KSYM_INDEX_SLOT_BITS    5
#define KSYM_INDEX_SEED         6
#define KSYM_INDEX_SLOTS        8
#define KSYM_INDEX_LOG2_MAX     18
#define KSYM_INDEX_SEGMENTS_MAX 0x1000000u
#define KSYM_HASH_BASIS         14695981039346656037u
#define KSYM_HASH_PRIME         1099511628211u
#define KSYM_HASH_MIX           0x9e3779b97f4a7c15u

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
