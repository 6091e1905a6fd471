/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What the library's files share. A place that a table leads to is checked
 * where it is read from the table: an anchor once, with as much of the block as
 * is read by it, and a phrase. What is read then is in the table by arithmetic.
 *
 * 64-bit values are never shifted by a variable: on 32-bit machines that would
 * be a call of the compiler's library. So would be their product, and any on
 * machines that do not multiply, for which there is ksym_times_.
 */
#ifndef KSYM_TABLE_H
#define KSYM_TABLE_H

#include <ksym.h>
#include <ksym_format.h>

/* What else is used of C's headers, which may be empty or not there: ksym.h. */
#ifndef KSYM_OWN_TYPES
#include <stdbool.h>
#endif
#ifndef __bool_true_false_are_defined
#define bool _Bool
#define true 1
#define false 0
#endif
#ifndef NULL
#define NULL ((void *)0)
#endif

_Static_assert(sizeof(int) >= 4, "the length of a text is an int");

/*
 * Small functions that compilers take for large ones, and, unless the code is
 * to be small, those that a name is spelled by.
 */
#define SMALL_ static inline __attribute__((always_inline))
#ifdef __OPTIMIZE_SIZE__
#define FAST_ static __attribute__((unused))
#else
#define FAST_ static inline __attribute__((always_inline))
#endif

/* Small code has one of each; other code has one wherever it is used. */
#ifdef __OPTIMIZE_SIZE__
#define SHARED_ static __attribute__((noinline))
#else
#define SHARED_ static inline __attribute__((always_inline))
#endif

/* What is rare stands apart, so that it costs nothing where it is not. */
#ifdef __OPTIMIZE_SIZE__
#define APART_ inline
#else
#define APART_ __attribute__((noinline))
#endif

/* Unrolls the loop behind it, unless the code is to be small. */
#if defined(__OPTIMIZE_SIZE__) || defined(__FRAMAC__)
#define UNROLL_
#elif defined(__clang__)
#define UNROLL_ _Pragma("unroll")
#else
#define UNROLL_ _Pragma("GCC unroll 8")
#endif

/* Has the processor fetch what is read soon, where that saves time. */
#if defined(__OPTIMIZE_SIZE__) || defined(__FRAMAC__)
#define FETCH_(byte) ((void)(byte))
#else
#define FETCH_(byte) __builtin_prefetch(byte)
#endif

/* Whether 64-bit values fit in a register. */
#define IS_64_BIT_ (sizeof(size_t) >= sizeof(uint64_t))

/*
 * Whether the code is to be small. It then does without what only saves time:
 * slices, by which a search is short; sums over many tokens; several bytes at
 * a time.
 */
#ifdef __OPTIMIZE_SIZE__
#define IS_SMALL_ true
#else
#define IS_SMALL_ false
#endif

/* Whether several bytes are taken at a time. */
#define IS_WIDE_ (!IS_SMALL_ && IS_64_BIT_)

/* Whether the machine multiplies. Of others than RISC-V KSYM_NO_MULTIPLY says
 * so. */
#if defined(KSYM_NO_MULTIPLY) || (defined(__riscv) && !defined(__riscv_mul))
#define MULTIPLIES_ false
#else
#define MULTIPLIES_ true
#endif

/* Tokens of a block, one behind the other, by their numbers in it from 0 on. */
struct ksym_run_ {
	uint32_t token; /* the first */
	uint32_t end;   /* the one behind the last */
};

/* A walk over the phrases of a name: through runs of tokens, which ascend. */
struct ksym_spelling_ {
	const uint8_t *bytes; /* of the selectors: bits are counted from here */
	const uint8_t *from;  /* the phrase that it came to last */
	uint32_t size;        /* bytes of it */
	uint32_t token;       /* the one behind the last that was read */
	uint32_t bit;         /* of its number */
	uint32_t end;         /* of the run in hand */
	uint32_t runs;        /* those to come, the last one first */
	struct ksym_run_ run[KSYM_BLOCK]; /* at most one of each name */
};

/* The parts of lines, as they are kept in a struct ksym_frames. */
enum {
	LINES_SETTINGS_,
	LINES_INDEX_,
	LINES_CODES_,
	LINES_SHAPES_,
	LINES_FUNCTIONS_,
	LINES_STREAM_,
	LINES_PARTS_
};

/* In place of a node: none, and, of one that was not left, the next. */
#define NO_NODE_  254u
#define NOT_LEFT_ 255u

/*
 * Masks and shifts of 0 to 31 bits, as functions for the proof, which tries all
 * of them: provers know no bits.
 */
SMALL_ uint32_t ksym_mask_(uint32_t bits)
{
	return (1u << bits) - 1;
}

SMALL_ uint32_t ksym_masked_(uint32_t value, uint32_t mask)
{
	return value & mask;
}

SMALL_ uint32_t ksym_shifted_(uint32_t value, uint32_t bits)
{
	return value >> bits;
}

/* The 2 bytes at b, little-endian. */
SMALL_ uint32_t ksym_half_(const uint8_t *b)
{
	return b[0] | (uint32_t)b[1] << 8;
}

/* The 4 bytes at b. */
SMALL_ uint32_t ksym_load_(const uint8_t *b)
{
	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
}

/* The 8 bytes at b. */
SMALL_ uint64_t ksym_long_(const uint8_t *b)
{
	return b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
	       (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 |
	       (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
	       (uint64_t)b[7] << 56;
}

/* The 32 bits from a bit on. Reads 8 bytes at most, and they are there. */
SMALL_ uint32_t ksym_bits_at_(const uint8_t *b, uint32_t bit)
{
	b += bit / 8;
	if (IS_64_BIT_) {
		return (uint32_t)(ksym_long_(b) >> bit % 8);
	}
	return ksym_load_(b) >> bit % 8 | (uint32_t)b[4] << 1 << (31 - bit % 8);
}

/* The same, by a call. */
uint32_t ksym_bits_of_(const uint8_t *b, uint32_t bit);

SMALL_ uint32_t ksym_load_bits_(const uint8_t *b, uint32_t bit)
{
	return IS_SMALL_ ? ksym_bits_of_(b, bit) : ksym_bits_at_(b, bit);
}

/* The bit field of that width, 0 to 31, at a bit, all as above. */
SMALL_ uint32_t ksym_bits_(const uint8_t *b, uint32_t bit, uint32_t width)
{
	return ksym_load_bits_(b, bit) & ksym_mask_(width);
}

/*
 * The bits from a bit on, counted from the highest of each byte: the first one
 * highest, 25 of them or more, zeros below. Reads 4 bytes, and they are there.
 */
SMALL_ uint32_t ksym_high_bits_(const uint8_t *b, uint32_t bit)
{
	b += bit / 8;
	return ((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
		       (uint32_t)b[2] << 8 | b[3])
	       << bit % 8;
}

/* A value that stands for a change: up if it is even, else down. */
SMALL_ uint32_t ksym_change_(uint32_t value)
{
	return value >> 1 ^ (0 - (value & 1));
}

/*
 * a * b, modulo 2^32. Where the machine does not multiply the bits of a are
 * gone through, so it is the smaller, and no constant: with one compilers know
 * better and call their library for a product.
 */
static inline uint32_t ksym_times_(uint32_t a, uint32_t b)
{
	uint32_t product = 0;

	if (MULTIPLIES_) {
		return a * b;
	}
	for (; a > 0; a >>= 1) {
		if (a & 1) {
			product += b;
		}
		b <<= 1;
	}
	return product;
}

/*
 * Records of parts are read without a check: ksym_open saw that they are in the
 * table, and only those are asked for that are below the part's count.
 */
SMALL_ const uint8_t *ksym_record_(const struct ksym_table *t,
	enum ksym_part part, uint32_t size, uint32_t number)
{
	return t->part[part] + ksym_times_(number, size);
}

/* The record of a symbol's superblock. */
SMALL_ const uint8_t *ksym_superblock_(
	const struct ksym_table *t, uint32_t index)
{
	return ksym_record_(t, KSYM_PART_SUPERBLOCKS, KSYM_RECORD_SIZE,
		index / KSYM_SUPERBLOCK);
}

/*
 * Reads where so many parts are, from a tag on: they stand behind the
 * directory, in its order. Returns false if they do not end in the table.
 */
bool ksym_read_directory_(const struct ksym_table *t, uint32_t first,
	uint32_t count, const uint8_t **part, uint32_t *sizes);

/*
 * The last of count records, 1 or more, whose distance, with which it begins,
 * is at most that; the first if there is none.
 */
uint32_t ksym_last_record_(const uint8_t *records, uint32_t size,
	uint32_t count, uint32_t distance);

/*
 * The anchor of a symbol's block, with as much before and behind it as the
 * format says; 0 if that is not in the table.
 */
SMALL_ uint32_t ksym_anchor_at_(const struct ksym_table *t, uint32_t index)
{
	const uint8_t *record = ksym_superblock_(t, index);
	const uint32_t block = index / KSYM_BLOCK % KSYM_BLOCKS;
	const uint32_t slope = ksym_half_(record + KSYM_RECORD_SLOPE);
	const uint32_t anchor =
		ksym_load_(record + KSYM_RECORD_PLACE) %
			(1u << KSYM_PLACE_BITS) +
		((ksym_times_(block, slope % (1u << KSYM_SLOPE_BITS)) +
			 record[KSYM_RECORD_ANCHORS + block])
			<< (slope / (1u << KSYM_SLOPE_BITS)));

	return anchor >= KSYM_BEFORE_ANCHOR &&
			       anchor <= t->size - KSYM_FROM_ANCHOR
		       ? anchor
		       : 0;
}

/* The same, by a call. */
uint32_t ksym_anchor_of_(const struct ksym_table *t, uint32_t index);

SMALL_ uint32_t ksym_find_anchor_(const struct ksym_table *t, uint32_t index)
{
	return IS_SMALL_ ? ksym_anchor_of_(t, index)
			 : ksym_anchor_at_(t, index);
}

/*
 * An address to return to, without the bits that say in which mode the code
 * there runs: they are no part of where it is.
 */
uint64_t ksym_without_mode_(const struct ksym_table *t, uint64_t return_addr);

/* Whether the by-name index, if there is one, is in the table. */
bool ksym_index_fits_(const struct ksym_table *t);

/*
 * Whether a name of that many bytes is the name of a symbol, whose index is
 * below the count: 1, 0, or -KSYM_ERR_CORRUPT where damage is met first.
 */
int ksym_is_named_(const struct ksym_table *t, uint32_t index,
	const uint8_t *name, size_t size);

/*
 * Begins with the name of a symbol, below the count. Returns 0 or
 * -KSYM_ERR_CORRUPT.
 */
int ksym_begin_name_(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s);

/*
 * Begins with the name of that number, of a symbol or behind those. Returns 0,
 * -KSYM_ERR_NOT_FOUND or -KSYM_ERR_CORRUPT.
 */
int ksym_begin_any_name_(
	const struct ksym_table *t, uint32_t number, struct ksym_spelling_ *s);

/*
 * Goes on to the next phrase of the name: s->size bytes at s->from, in the
 * table. Returns 1; 0 at the name's end; or -KSYM_ERR_CORRUPT.
 */
int ksym_next_phrase_(const struct ksym_table *t, struct ksym_spelling_ *s);

/*
 * The same, byte by byte: begins, and returns 0 or -KSYM_ERR_CORRUPT; and gives
 * the next byte, 0 at the name's end, or -KSYM_ERR_CORRUPT.
 */
int ksym_begin_letters_(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s);
int ksym_next_letter_(const struct ksym_table *t, struct ksym_spelling_ *s);

/* Goes to the outermost function, and forgets all calls. */
void ksym_forget_calls_(struct ksym_frames *it);

/*
 * Takes the next row, the first of its block or not. Returns how many units it
 * takes; 0 if it is damaged. *IS_GAPP says whether it has no line.
 */
uint32_t ksym_take_row_(struct ksym_frames *it, bool is_first, bool *is_gapp);

/*
 * Finds what the calls are that the row is in, outermost first, and the line of
 * the innermost. Returns false where damage is met.
 */
bool ksym_find_calls_(struct ksym_frames *it);

#endif
