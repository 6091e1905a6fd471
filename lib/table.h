/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What the library's files share. ksym_word_ reads at an offset that the table
 * gives: a word that does not lie in the table reads as zero. So a damaged
 * offset may lead to any answer, but never outside the table. Unchecked reads
 * touch only ranges that ksym_open validated, and each such place says so.
 *
 * No 64-bit value is shifted by a variable or multiplied: 32-bit machines would
 * call the compiler's library for that. Machines that do not multiply would
 * call it for 32-bit products too, so those go through ksym_times_.
 */
#ifndef KSYM_TABLE_H
#define KSYM_TABLE_H

#include <ksym.h>
#include <ksym_format.h>

/* The rest of what C's headers define. They may be empty or missing: ksym.h. */
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

/* A field of the header that ksym_open has read, by its place there. */
#define PLACE_(at)    (((at)-KSYM_AT_FIELDS) / 4)
#define FIELD_(t, at) ((t)->field[PLACE_(at)])

/*
 * SMALL_ functions are inlined always: compilers misjudge their size. FAST_
 * ones spell a name, and are inlined unless the code is to be small.
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

/* Stands for a width in token_step: the selector ends a name. */
#define KSYM_STEP_END_ 0x100u

/* A walk over the phrases of a name. */
struct ksym_spelling_ {
	uint32_t selectors; /* the bit of the next token's selector */
	uint32_t numbers;   /* the bit behind the next token's number */
	uint32_t names;     /* of the block before this one, still to pass */
	uint32_t given;     /* tokens that each of them gives it, 4 bits each */
};

/* The 4 bytes at b, little-endian. */
SMALL_ uint32_t ksym_load_(const uint8_t *b)
{
	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
}

/* The 25 bits or more from a bit on. */
SMALL_ uint32_t ksym_load_bits_(const uint8_t *b, uint32_t bit)
{
	return ksym_load_(b + bit / 8) >> bit % 8;
}

/* The 4 bytes at an offset. */
static inline uint32_t ksym_word_(const struct ksym_table *t, uint32_t at)
{
	return at <= t->last_word ? ksym_load_(t->bytes + at) : 0;
}

/* The bit field of that width, 0 to 25, at a bit. */
static inline uint32_t ksym_bits_(
	const struct ksym_table *t, uint32_t bit, uint32_t width)
{
	return ksym_word_(t, bit / 8) >> bit % 8 & ((1u << width) - 1);
}

/* The low 64 bits of a bit field of up to 255. */
uint64_t ksym_wide_number_(
	const struct ksym_table *t, uint32_t bit, uint32_t width);

/* The low 64 bits of a bit field of any width, fast where it is narrow. */
static inline uint64_t ksym_number_(
	const struct ksym_table *t, uint32_t bit, uint32_t width)
{
	return width <= 25 ? ksym_bits_(t, bit, width)
			   : ksym_wide_number_(t, bit, width);
}

/*
 * a * b, modulo 2^32. A machine that does not multiply loops over the bits of
 * a: pass the smaller factor as a. It must not be a constant, or compilers turn
 * the loop back into a product and call their library.
 */
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

/* Whether the table holds count elements of size bytes, 1 to 12, at an offset. */
static inline bool ksym_fits_(
	const struct ksym_table *t, uint32_t at, uint32_t count, uint32_t size)
{
	return at <= t->size && count <= MOST_ELEMENTS_ &&
	       ksym_times_(size, count) <= t->size - at;
}

/*
 * Records of blocks and of resumes are read without a check: ksym_open
 * validated their ranges, and callers pass no number beyond them.
 */
static inline uint32_t ksym_record_size_(const struct ksym_table *t)
{
	return t->wide ? 12 : 7;
}

static inline uint32_t ksym_resume_size_(const struct ksym_table *t)
{
	return t->wide ? 12 : 8;
}

static inline const uint8_t *ksym_record_(
	const struct ksym_table *t, uint32_t block)
{
	return t->bytes + FIELD_(t, KSYM_AT_BLOCKS) +
	       ksym_times_(ksym_record_size_(t), block);
}

/* The offset of a record's block. Not validated: it may be any. */
static inline uint32_t ksym_block_(
	const struct ksym_table *t, const uint8_t *record)
{
	return FIELD_(t, KSYM_AT_STREAM) +
	       (t->wide ? ksym_load_(record + 8) : ksym_load_(record + 3) >> 8);
}

/* A function for the proof: it tries all masks, since WP's provers know no
 * bits. */
SMALL_ uint32_t ksym_masked_(uint8_t code, uint8_t mask)
{
	return code & mask;
}

/* The shape of a code, unchecked: the mask keeps it in the validated range. */
static inline const uint8_t *ksym_shape_(
	const struct ksym_table *t, uint8_t code)
{
	return t->bytes + FIELD_(t, KSYM_AT_SHAPES) +
	       KSYM_SHAPE_SIZE * ksym_masked_(code, t->shape_mask);
}

/*
 * A return address without its mode bits (Thumb and the like), which are no
 * part of the address.
 */
uint64_t ksym_without_mode_(const struct ksym_table *t, uint64_t return_addr);

/* Whether the table holds all of its by-name index, or has none. */
bool ksym_index_fits_(const struct ksym_table *t);

/*
 * Starts a walk over the name of a symbol, whose index is below the count.
 * Returns 0 or -KSYM_ERR_CORRUPT.
 */
int ksym_begin_name_(
	const struct ksym_table *t, uint32_t index, struct ksym_spelling_ *s);

/*
 * The next phrase of the name. Returns 1, with the phrase at *FROMP, in the
 * table, *LENGTHP bytes, at most KSYM_PHRASE_MAX; 0 at the name's end; or
 * -KSYM_ERR_CORRUPT.
 */
int ksym_next_phrase_(const struct ksym_table *t, struct ksym_spelling_ *s,
	const uint8_t **fromp, uint32_t *lengthp);

#endif
