/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What the library's files share. What a table leads to is read through
 * ksym_word_, which knows where the table ends: a word that is not all in it
 * reads as zero. So a damaged table can lead anywhere, and nowhere outside.
 * Read directly is only what was seen to be inside, and each such place says so.
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
#define bool  _Bool
#define true  1
#define false 0
#endif
#ifndef NULL
#define NULL ((void *)0)
#endif

_Static_assert(sizeof(int) >= 4, "the length of a text is an int");

/* A field of the header that ksym_open has read, by its place there. */
#define PLACE_(at)    (((at)-KSYM_AT_FIELDS) / 4)
#define FIELD_(t, at) ((t)->field[PLACE_(at)])

/*
 * Small functions that compilers take for large ones, and, unless the code is
 * to be small, those that a name is spelled by.
 */
#define SMALL_ static inline __attribute__((always_inline))
#ifdef __OPTIMIZE_SIZE__
#define FAST_ static inline
#else
#define FAST_ static inline __attribute__((always_inline))
#endif

/* Whether 64-bit values fit in a register. */
#define IS_64_BIT_ (sizeof(size_t) >= sizeof(uint64_t))

/* Whether names are copied by several bytes at a time. */
#ifdef __OPTIMIZE_SIZE__
#define COPIES_WIDE_ false
#else
#define COPIES_WIDE_ IS_64_BIT_
#endif

/* Whether the machine multiplies. Of others than RISC-V KSYM_NO_MULTIPLY says
 * so. */
#if defined(KSYM_NO_MULTIPLY) || (defined(__riscv) && !defined(__riscv_mul))
#define MULTIPLIES_ false
#else
#define MULTIPLIES_ true
#endif

/* The largest distance; not by <stdint.h>, which may not be there. */
#define FARTHEST_ (~(uint64_t)0)

/* What a selector steps over: the bits of a number, or the end of a name. */
#define KSYM_STEP_END_ 0x100u

/* A walk over the phrases of a name. */
struct ksym_spelling_ {
	uint32_t selectors; /* the bit of the next token's selector */
	uint32_t numbers;   /* the bit behind the next token's number */
	uint32_t names;     /* still to be passed before the name itself */
	uint32_t given;     /* tokens that those give to it, 4 bits each */
};

/*
 * What make proof proves, in ACSL: each function's contract stands above it.
 * After ksym_open a table is open or closed, and any bytes can be in it.
 */
/*@
  // So many elements at an offset are in the table.
  predicate fits(struct ksym_table t, integer at, integer count,
      integer size) = 0 <= at && 0 <= count && at + count * size <= t.size;

  // The same of records, which are larger where the table is wide.
  predicate fits_records(struct ksym_table t, integer at, integer count,
      integer narrow) =
    t.wide != 0 ? fits(t, at, count, 12) : fits(t, at, count, narrow);

  // Little-endian.
  logic integer word_at(uint8_t *b) =
    b[0] | (uint32_t)(b[1] << 8) | (uint32_t)(b[2] << 16) |
    (uint32_t)(b[3] << 24);

  predicate is_record(struct ksym_table t, uint8_t *record, integer narrow) =
    t.wide != 0 ? \valid_read(record + (0 .. 11))
		: \valid_read(record + (0 .. narrow - 1));

  // Its bytes can be read.
  predicate has_bytes(struct ksym_table t) =
    KSYM_HEADER_SIZE <= t.size <= KSYM_SIZE_MAX &&
    t.last_word == t.size - 4 && \valid_read(t.bytes + (0 .. t.size - 1));

  // What is read without a check is in it.
  predicate has_parts(struct ksym_table t) =
    has_bytes(t) && t.top_shift <= 63 &&
    t.count <= KSYM_BLOCK * t.blocks &&
    fits_records(t, t.field[PLACE_(KSYM_AT_BLOCKS)], t.blocks + 1, 7) &&
    fits(t, t.field[PLACE_(KSYM_AT_SHAPES)], t.shape_mask + 1, KSYM_SHAPE_SIZE)
  && fits_records(t, t.field[PLACE_(KSYM_AT_RESUMES)],
      t.field[PLACE_(KSYM_AT_RESUME_COUNT)], 8);

  predicate is_class(struct ksym_table t, integer selector) =
    t.token_step[selector] <= KSYM_CLASS_WIDTH_MAX;

  predicate has_steps(struct ksym_table t) =
    t.token_step[KSYM_SELECTOR_END] == KSYM_STEP_END_ &&
    \forall integer i; 1 <= i <= KSYM_CLASSES ==> is_class(t, i);

  predicate is_open(struct ksym_table t) = has_parts(t) && has_steps(t);

  // It has no symbols, and nothing of it is read.
  predicate is_closed(struct ksym_table t) =
    t.size == 0 && t.count == 0 && t.field[PLACE_(KSYM_AT_INDEX)] == 0;

  predicate is_table(struct ksym_table *t) =
    \valid_read(t) && (is_open(*t) || is_closed(*t));

  // Found, missed, or damage was met.
  predicate is_status(integer r) = r == 0 || r == -KSYM_ERR_NOT_FOUND ||
    r == -KSYM_ERR_CORRUPT;

  // So many bytes at a place are in the table.
  predicate is_inside(struct ksym_table t, uint8_t *from, integer length) =
    \base_addr(from) == \base_addr(t.bytes) &&
    0 <= from - t.bytes <= t.size - length;

  // A walk stays in its block, and that in the table.
  predicate is_within(struct ksym_table t, struct ksym_spelling_ s) =
    8 * KSYM_BLOCK_FIELDS <= s.selectors <= s.numbers <= 8 * t.last_word &&
    s.names < KSYM_BLOCK;
*/

/* The 4 bytes at b, little-endian. */
/*@ requires \valid_read(b + (0 .. 3));
    terminates \true;
    assigns \nothing;
    ensures \result == word_at(b); */
SMALL_ uint32_t ksym_load_(const uint8_t *b)
{
	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
}

/* The 25 bits or more from a bit on. */
/*@ requires \valid_read(b + (bit / 8 .. bit / 8 + 3));
    terminates \true;
    assigns \nothing; */
SMALL_ uint32_t ksym_load_bits_(const uint8_t *b, uint32_t bit)
{
	return ksym_load_(b + bit / 8) >> bit % 8;
}

/* The 4 bytes at an offset. */
/*@ requires \valid_read(t) && has_bytes(*t);
    terminates \true;
    assigns \nothing; */
static inline uint32_t ksym_word_(const struct ksym_table *t, uint32_t at)
{
	return at <= t->last_word ? ksym_load_(t->bytes + at) : 0;
}

/* The bit field of that width, 0 to 25, at a bit. */
/*@ requires \valid_read(t) && has_bytes(*t) && width <= 25;
    terminates \true;
    assigns \nothing; */
static inline uint32_t ksym_bits_(
	const struct ksym_table *t, uint32_t bit, uint32_t width)
{
	return ksym_word_(t, bit / 8) >> bit % 8 & ((1u << width) - 1);
}

/* The same of up to 255 bits, of which the low 64 are returned. */
/*@ requires \valid_read(t) && has_bytes(*t) && width <= 255;
    terminates \true;
    assigns \nothing; */
uint64_t ksym_wide_number_(
	const struct ksym_table *t, uint32_t bit, uint32_t width);

/* The bit field of that width, any; of more than 64 bits the low ones. */
/*@ requires \valid_read(t) && has_bytes(*t) && width <= 255;
    terminates \true;
    assigns \nothing; */
static inline uint64_t ksym_number_(
	const struct ksym_table *t, uint32_t bit, uint32_t width)
{
	return width <= 25 ? ksym_bits_(t, bit, width)
			   : ksym_wide_number_(t, bit, width);
}

/*
 * a * b, modulo 2^32. Where the machine does not multiply the bits of a are
 * gone through, so it is the smaller, and no constant: with one compilers know
 * better and call their library for a product.
 */
/*@ terminates \true;
    assigns \nothing;
    ensures a * b <= 0xffffffff ==> \result == a * b; */
static inline uint32_t ksym_times_(uint32_t a, uint32_t b)
{
	uint32_t product = 0;

	if (MULTIPLIES_) {
		return a * b;
	}
	/*@ loop assigns a, b, product;
	    loop variant a; */
	for (; a > 0; a >>= 1) {
		if (a & 1) {
			product += b;
		}
		b <<= 1;
	}
	return product;
}

/* Parts of more elements than this cannot fit; fewer do not overflow. */
#define MOST_ELEMENTS_ 0x10000000u

/* Whether count elements of size bytes, 1 to 12, at an offset are in the table.
 */
/*@ requires \valid_read(t) && 1 <= size <= 12;
    terminates \true;
    assigns \nothing;
    ensures \result ==> fits(*t, at, count, size); */
static inline bool ksym_fits_(
	const struct ksym_table *t, uint32_t at, uint32_t count, uint32_t size)
{
	return at <= t->size && count <= MOST_ELEMENTS_ &&
	       ksym_times_(size, count) <= t->size - at;
}

/*
 * Records of blocks and of resumes are read without a check: ksym_open saw that
 * they are in the table, and only those are asked for.
 */
/*@ requires \valid_read(t);
    terminates \true;
    assigns \nothing;
    ensures \result == (t->wide != 0 ? 12 : 7); */
static inline uint32_t ksym_record_size_(const struct ksym_table *t)
{
	return t->wide ? 12 : 7;
}

/*@ requires \valid_read(t);
    terminates \true;
    assigns \nothing;
    ensures \result == (t->wide != 0 ? 12 : 8); */
static inline uint32_t ksym_resume_size_(const struct ksym_table *t)
{
	return t->wide ? 12 : 8;
}

/*@ requires \valid_read(t) && has_parts(*t) && block <= t->blocks;
    terminates \true;
    assigns \result \from t, block;
    ensures t->wide != 0 ==>
      \result == t->bytes + FIELD_(t, KSYM_AT_BLOCKS) + 12 * block;
    ensures t->wide == 0 ==>
      \result == t->bytes + FIELD_(t, KSYM_AT_BLOCKS) + 7 * block;
    ensures is_record(*t, \result, 7);
    ensures block < t->blocks ==>
      is_record(*t, \result + (t->wide != 0 ? 12 : 7), 7); */
static inline const uint8_t *ksym_record_(
	const struct ksym_table *t, uint32_t block)
{
	return t->bytes + FIELD_(t, KSYM_AT_BLOCKS) +
	       ksym_times_(ksym_record_size_(t), block);
}

/* Where the block whose record that is begins; damage leads anywhere. */
/*@ requires \valid_read(t) && is_record(*t, record, 7);
    terminates \true;
    assigns \nothing; */
static inline uint32_t ksym_block_(
	const struct ksym_table *t, const uint8_t *record)
{
	return FIELD_(t, KSYM_AT_STREAM) +
	       (t->wide ? ksym_load_(record + 8) : ksym_load_(record + 3) >> 8);
}

/* Proved by going through all masks, since WP's provers know no bits. */
/*@ terminates \true;
    assigns \nothing;
    ensures masked: \result <= mask; */
SMALL_ uint32_t ksym_masked_(uint8_t code, uint8_t mask)
{
	return code & mask;
}

/* The shape of a code; ksym_open saw that the shapes are in the table. */
/*@ requires \valid_read(t) && has_parts(*t);
    terminates \true;
    assigns \result \from t, code;
    ensures \valid_read(\result + (0 .. KSYM_SHAPE_SIZE - 1)); */
static inline const uint8_t *ksym_shape_(
	const struct ksym_table *t, uint8_t code)
{
	return t->bytes + FIELD_(t, KSYM_AT_SHAPES) +
	       KSYM_SHAPE_SIZE * ksym_masked_(code, t->shape_mask);
}

/*
 * An address to return to, without the bits that say in which mode the code
 * there runs: they are no part of where it is.
 */
/*@ requires \valid_read(t);
    terminates \true;
    assigns \nothing; */
uint64_t ksym_without_mode_(const struct ksym_table *t, uint64_t return_addr);

/* Whether the by-name index, if there is one, is in the table. */
/*@ requires \valid_read(t) && is_open(*t);
    terminates \true;
    assigns \nothing; */
bool ksym_index_fits_(const struct ksym_table *t);

/*
 * Begins with the name of a symbol, below the count. Returns 0 or
 * -KSYM_ERR_CORRUPT.
 */
/*@ requires \valid_read(t) && is_open(*t) && index < t->count;
    requires \valid(s) && \separated(s, t);
    terminates \true;
    assigns *s;
    ensures \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 0 ==> is_within(*t, *s); */
int ksym_begin_name_(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s);

/*
 * The next phrase of the name. Returns 1, with *FROMP a place in the table and
 * *LENGTHP bytes there, up to KSYM_PHRASE_MAX; 0 at the name's end; or
 * -KSYM_ERR_CORRUPT.
 */
/*@ requires \valid_read(t) && is_open(*t) && is_within(*t, *s);
    requires \valid(s) && \valid(fromp) && \valid(lengthp);
    requires \separated(t, s, fromp, lengthp);
    terminates \true;
    assigns *s, *lengthp, *fromp \from *s, t->bytes;
    ensures \result == 1 || \result == 0 || \result == -KSYM_ERR_CORRUPT;
    ensures \result == 1 ==> is_within(*t, *s) &&
      s->numbers - s->selectors < \old(s->numbers - s->selectors);
    ensures \result == 1 ==> *lengthp <= KSYM_PHRASE_MAX &&
      is_inside(*t, *fromp, *lengthp) &&
      \valid_read(*fromp + (0 .. *lengthp - 1)); */
int ksym_next_phrase_(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t **fromp, uint32_t *lengthp);

#endif
