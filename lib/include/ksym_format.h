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
#define KSYM_AT_HEADER_SIZE   6 /* where the directory begins */
#define KSYM_AT_PARTS         7 /* in the directory */
#define KSYM_AT_SIZE          8
#define KSYM_AT_CHECKSUM      12
#define KSYM_AT_COUNT         16
#define KSYM_AT_SELECTED      26
#define KSYM_AT_ELF           27 /* class, and byte order times 16 */
#define KSYM_AT_MACHINE       28
#define KSYM_AT_MAX_NAME      30
#define KSYM_HEADER_SIZE      32
#define KSYM_TAIL             8 /* zeros at the end, which no part has */

#define KSYM_MAGIC          0x4d59534bu /* "KSYM" */
#define KSYM_FORMAT_VERSION 2
#define KSYM_SIZE_MAX       0x18000000u /* so that a bit's number fits in 32 bits */

/* The settings: a byte each, and of the first four the bits that are 0. */
#define KSYM_AT_CLASS_WIDTH  20 /* of the first class of phrases */
#define KSYM_AT_PHRASE_BITS  21 /* of a phrase's record */
#define KSYM_AT_LENGTH_BITS  22 /* of its length, in that */
#define KSYM_AT_LATER        23 /* 0, for later versions */
#define KSYM_AT_PAGED        24 /* 1: blocks say which page is theirs */
#define KSYM_AT_SLICE_SHIFT  25
#define KSYM_SETTINGS_UNUSED 0xfff0e0f0u

/* An entry of the directory: a tag, and how many bytes the part has. */
#define KSYM_ENTRY_SIZE 5

/* The parts' tags. */
enum ksym_part {
	KSYM_PART_ID,
	KSYM_PART_REGIONS,
	KSYM_PART_SLICES,
	KSYM_PART_SUPERBLOCKS,
	KSYM_PART_PAGES,
	KSYM_PART_RESUMES,
	KSYM_PART_STREAM,
	KSYM_PART_WITHIN, /* phrases within names */
	KSYM_PART_LAST,   /* phrases that names end with */
	KSYM_PART_TEXT,
	KSYM_PART_INDEX,
	KSYM_PARTS, /* of symbols; behind them come those of lines */
	KSYM_PART_LINES_SETTINGS = KSYM_PARTS,
	KSYM_PART_LINES_INDEX,
	KSYM_PART_LINES_CODES,
	KSYM_PART_LINES_SHAPES,
	KSYM_PART_LINES_FUNCTIONS,
	KSYM_PART_LINES_STREAM,
	KSYM_PARTS_ALL
};

#define KSYM_ID_MAX 20

/* How a table was selected: which symbols are in it, and how they are named. */
#define KSYM_SELECTED_FUNCTIONS 0x01u /* no data */
#define KSYM_SELECTED_FILTERED  0x02u /* by name */
#define KSYM_SELECTED_DEMANGLED 0x04u /* named as in the source */
#define KSYM_SELECTED_QUALIFIED 0x08u /* locals of one name with their file */
#define KSYM_SELECTED_GLOBALS   0x10u /* no locals */
#define KSYM_SELECTED_MAP       0x20u /* from a map, not from the ELF */

/* Regions: the address of one; how far from there its last distance is; and the
 * distance where it begins. */
#define KSYM_REGION_SIZE  16
#define KSYM_REGION_MOST  8
#define KSYM_REGION_START 12

/* Slices: the last superblock that begins at or below each. */
#define KSYM_SLICE_SIZE      4
#define KSYM_SLICE_SHIFT_MAX 31

/* Symbols: 128 a superblock, 8 a block. */
#define KSYM_SUPERBLOCK 128
#define KSYM_BLOCK      8
#define KSYM_BLOCKS     (KSYM_SUPERBLOCK / KSYM_BLOCK)

/*
 * A superblock's record: its distance; a place, with the shift of starts above
 * it; bytes from anchor to anchor, with a shift above them; where the blocks
 * but the first begin; how far each anchor is from where it would be.
 */
#define KSYM_RECORD_PLACE    4
#define KSYM_PLACE_BITS      29
#define KSYM_START_SHIFT_MAX 7
#define KSYM_RECORD_SLOPE    8
#define KSYM_SLOPE_BITS      12
#define KSYM_SLOPE_SHIFT_MAX 15
#define KSYM_RECORD_STARTS   10
#define KSYM_START_NONE      0xffffu
#define KSYM_RECORD_ANCHORS  (KSYM_RECORD_STARTS + 2 * (KSYM_BLOCKS - 1))
#define KSYM_RECORD_SIZE     (KSYM_RECORD_ANCHORS + KSYM_BLOCKS)

/* Bytes that a table has before an anchor and from it on, at the least. */
#define KSYM_BEFORE_ANCHOR 256
#define KSYM_FROM_ANCHOR   32

/* Resumes: records of a distance and a symbol. */
#define KSYM_RESUME_SIZE   8
#define KSYM_RESUME_SYMBOL 4

/* Shapes: kind, bits of x, bits of all, shift, then two bases of two bytes. */
#define KSYM_PAGE           16 /* shapes of a page */
#define KSYM_SHAPE_SIZE     8
#define KSYM_PAGE_SIZE      (KSYM_PAGE * KSYM_SHAPE_SIZE)
#define KSYM_SHAPE_TYPE     0x03u
#define KSYM_SHAPE_ANY      3u /* as a type: behind x are size and kind */
#define KSYM_SHAPE_ANY_BITS 64
#define KSYM_SHAPE_KIND_BITS \
	5 /* between the low 32 bits of size and the rest */
#define KSYM_SYMBOL_SIZE_MAX 0x7ffffffffffffffu
#define KSYM_SHAPE_FLAGS     2 /* shift of KSYM_GLOBAL, KSYM_WEAK, KSYM_INFERRED */
#define KSYM_SHAPE_STATED    0x20u
#define KSYM_SHAPE_X         1
#define KSYM_SHAPE_X_MAX     31
#define KSYM_SHAPE_Y_MAX     31
#define KSYM_SHAPE_ALL       2
#define KSYM_SHAPE_SHIFT     3
#define KSYM_SHAPE_SHIFT_MAX 31
#define KSYM_SHAPE_GAP       4
#define KSYM_SHAPE_SIZE_BASE 6
#define KSYM_SHAPE_BASE_MAX  0xffffu

/* A name: tokens shared and of its own; a token's selector says its class. */
#define KSYM_SHARED_BITS     3 /* of a share */
#define KSYM_SHARED_MAX      7 /* tokens */
#define KSYM_COUNT_BITS      3
#define KSYM_COUNT_MORE      7 /* a byte says how many tokens more */
#define KSYM_TOKENS_MAX      (KSYM_COUNT_MORE + 255)
#define KSYM_SELECTOR_BITS   3
#define KSYM_CLASSES         8
#define KSYM_CLASSES_ALL     0xffu /* first widths of all classes together */
#define KSYM_CLASS_WIDTH_MAX 15
#define KSYM_PHRASE_BITS_MAX 31

/* The by-name index: its header, and the constants of its hash. */
#define KSYM_INDEX_SEGMENTS      0
#define KSYM_INDEX_SEGMENT_LOG2  4
#define KSYM_INDEX_SLOT_BITS     5
#define KSYM_INDEX_SEED          6
#define KSYM_INDEX_SLOTS         8
#define KSYM_INDEX_WAYS          4 /* slots of a key */
#define KSYM_INDEX_SLOT_BITS_MAX 31
#define KSYM_INDEX_LOG2_MAX      18
#define KSYM_INDEX_SEGMENTS_MAX  0x1000000u
#define KSYM_INDEX_GROUPS_MAX    0xffffffu /* of 8 slots */
#define KSYM_HASH_BASIS          14695981039346656037u
#define KSYM_HASH_PRIME          1099511628211u
#define KSYM_HASH_MIX            0x9e3779b97f4a7c15u

/* Lines: their settings. */
#define KSYM_LINES_UNIT      0 /* log2 of the bytes of a unit */
#define KSYM_LINES_FLAGS     1 /* KSYM_LINES_IS_WIDE, KSYM_LINES_IS_CALLS */
#define KSYM_LINES_NAME_BITS 2 /* of a function's name */
#define KSYM_LINES_CALLEE_BITS \
	3                      /* of the number of a function that is called */
#define KSYM_LINES_FILES_AT 4  /* 4 bytes: the name of file 0 */
#define KSYM_LINES_GROUPS   8  /* 4 bytes: of the index */
#define KSYM_LINES_ROWS     12 /* 4 bytes: rows whose line is known */
#define KSYM_LINES_WHOLE    16 /* 4 bytes: with IS_CALLS, functions of all rows */
#define KSYM_LINES_PLACES   20 /* 2 bytes a context: where its code begins */
#define KSYM_LINES_REGIONS  (KSYM_LINES_PLACES + 2 * KSYM_LINES_CONTEXTS)
#define KSYM_LINES_SETTINGS_SIZE \
	(KSYM_LINES_REGIONS + KSYM_REGION_SIZE) /* at least */
#define KSYM_LINES_IS_WIDE  1 /* numbers of shapes have 2 bytes in codes */
#define KSYM_LINES_IS_CALLS 2 /* of functions return addresses only */
#define KSYM_LINES_UNIT_MAX 7
#define KSYM_LINES_BITS_MAX 25 /* of a name, of a callee, of any field */

/*
 * The index: a record for each 16 blocks. It begins with a distance; then the
 * first block's place in the stream, and its file; then of each other one how
 * far behind the first it begins, in units, and in bytes of the stream.
 */
#define KSYM_LINES_GROUP        16 /* blocks */
#define KSYM_LINES_GROUP_PLACE  4
#define KSYM_LINES_GROUP_FILE   8
#define KSYM_LINES_GROUP_STARTS 10
#define KSYM_LINES_GROUP_BYTES \
	(KSYM_LINES_GROUP_STARTS + 2 * (KSYM_LINES_GROUP - 1))
#define KSYM_LINES_GROUP_SIZE \
	(KSYM_LINES_GROUP_BYTES + 2 * (KSYM_LINES_GROUP - 1))
#define KSYM_LINES_GROUPS_MAX 0xfffffu
#define KSYM_LINES_NO_BLOCK   0xffffu

/* A block: its rows, and nodes, which are calls that were inlined. */
#define KSYM_LINES_ROWS_MAX 255
#define KSYM_LINES_NODES    44 /* node 0, the outermost function, too */

/* A code: the longest, and how many bytes are there from where it begins. */
#define KSYM_LINES_LENGTH_MAX 15
#define KSYM_LINES_CODE_ROOM  (KSYM_LINES_LENGTH_MAX + 2)

/* Values: those below 16 are their symbol; above are 8 symbols an octave. */
#define KSYM_LINES_VALUE_SMALL 16
#define KSYM_LINES_VALUE_STEPS 8
#define KSYM_LINES_EXTRA_MAX   20 /* bits behind a value's symbol */

/* A row's shape: 4 bytes. */
#define KSYM_LINES_SHAPE_SIZE    4
#define KSYM_LINES_SHAPE_GO      0
#define KSYM_LINES_SHAPE_ENTERED 1
#define KSYM_LINES_SHAPE_LINE    2
#define KSYM_LINES_SHAPE_LENGTH  3 /* 0: a value says it */

/* Where a row goes: out of so many calls, or */
#define KSYM_LINES_GO_BACK   64  /* and above: into one that was left */
#define KSYM_LINES_GO_SAID   252 /* said by values, as is how many it enters */
#define KSYM_LINES_GO_CALLS  253 /* begins a function, by return addresses */
#define KSYM_LINES_GO_BEGINS 254 /* begins a function */
#define KSYM_LINES_GO_GAP    255 /* no line is known */

/* How many calls it enters, with this if they have rank 0 all. */
#define KSYM_LINES_RANKED 128

/* Its line: a change from -126 to 125, or */
#define KSYM_LINES_LINE_BACK 126 /* the last change, backwards */
#define KSYM_LINES_LINE_SAID 127 /* said by a value */

/* What a row is, for the contexts of those behind it. */
enum ksym_lines_kind {
	KSYM_LINES_STAYS,
	KSYM_LINES_GOES,
	KSYM_LINES_ENTERS,
	KSYM_LINES_BEGINS, /* a function, or has no line */
	KSYM_LINES_KINDS
};

/* What a code is of. */
enum ksym_lines_context {
	/* Shapes: outside all calls, by kind and turn; within, by depth, kind. */
	KSYM_LINES_OF_SHAPE,
	KSYM_LINES_OF_SHAPE_WITHIN = 20,
	KSYM_LINES_OF_OWN = 32, /* lines of the outermost function */
	KSYM_LINES_OF_INLINED,  /* lines of inlined calls, by kind */
	KSYM_LINES_OF_LENGTH = KSYM_LINES_OF_INLINED + KSYM_LINES_KINDS,
	KSYM_LINES_OF_FUNCTION = KSYM_LINES_OF_LENGTH + KSYM_LINES_KINDS,
	KSYM_LINES_OF_CALL, /* lines of calls in the outermost function */
	KSYM_LINES_OF_RANK,
	KSYM_LINES_OF_FILE, /* of an outermost function, and its line */
	KSYM_LINES_OF_LINE,
	KSYM_LINES_OF_FIRST_FILE, /* the same where a block begins */
	KSYM_LINES_OF_FIRST_LINE,
	KSYM_LINES_OF_GO,
	KSYM_LINES_OF_ENTERED,
	KSYM_LINES_CONTEXTS
};
#define KSYM_LINES_TURNS     5
#define KSYM_LINES_DEPTH_MAX 3 /* as a context */

/*
 * Functions that are inlined: 16 a group. A group's head: the bit where its
 * fields begin; its lowest file; widths of a file, a line, where calls start,
 * and of a call's line.
 */
#define KSYM_LINES_FUNCTIONS   16
#define KSYM_LINES_HEAD_FILE   4
#define KSYM_LINES_HEAD_WIDTHS 6
#define KSYM_LINES_HEAD_SIZE   10
#define KSYM_LINES_WIDTH_BITS  5

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
