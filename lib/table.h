/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What the library's files share. What a table leads to is read through
 * ksym_word_, which knows where the table ends: a word that is not all in it
 * reads as zero. So a damaged table can lead anywhere, and nowhere outside.
 * Read directly is only what was seen to be inside, and each such place says so.
 *
 * 64-bit values are never shifted by a variable: on 32-bit machines that would
 * be a call of the compiler's library.
 */
#ifndef KSYM_TABLE_H
#define KSYM_TABLE_H

#include <ksym.h>
#include <ksym_format.h>
#include <stdbool.h>

/* Freestanding, there is no <string.h>. */
void *memcpy(void *restrict to, const void *restrict from, size_t size);

/* A field of the header that ksym_open has read, by its place there. */
#define FIELD_(t, at) ((t)->field[((at)-KSYM_AT_TOP_COUNT) / 4])

/* The 4 bytes at b, little-endian. */
static inline uint32_t ksym_load_(const uint8_t *b)
{
	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
	       (uint32_t)b[3] << 24;
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
	return ksym_word_(t, bit >> 3) >> (bit & 7) & ((1u << width) - 1);
}

/* The bit field of that width, 0 to 32, at a bit. */
static inline uint32_t ksym_bits32_(
	const struct ksym_table *t, uint32_t bit, uint32_t width)
{
	return width <= 16 ? ksym_bits_(t, bit, width)
			   : ksym_bits_(t, bit, 16) |
				     ksym_bits_(t, bit + 16, width - 16) << 16;
}

/* Parts of more elements than this cannot fit; fewer do not overflow. */
#define MOST_ELEMENTS_ 0x10000000u

/* Whether count elements of size bytes, 1 to 12, at an offset are in the table.
 */
static inline bool ksym_fits_(
	const struct ksym_table *t, uint32_t at, uint32_t count, uint32_t size)
{
	return at <= t->size && count <= MOST_ELEMENTS_ &&
	       count * size <= t->size - at;
}

/* The bit where the names of a symbol's block begin. */
uint32_t ksym_names_(const struct ksym_table *t, uint32_t index);

/*
 * Where a name goes: into a buffer, as much of it as there is room for; or it
 * is held against a text; or it is hashed.
 */
struct ksym_sink_ {
	char *buf;
	size_t room;   /* bytes at buf, less one for the NUL */
	size_t skip;   /* bytes of the name to pass over first */
	size_t length; /* of the name behind those, so far */
	const char
		*match; /* not NULL: what must still come, nothing is written */
	uint64_t *hash; /* not NULL: FNV-1a so far, nothing is written */
};

/*
 * Sends the name of a symbol, below the count, to the sink. Returns 0,
 * -KSYM_ERR_CORRUPT, or -KSYM_ERR_NOT_FOUND as soon as it does not match.
 */
int ksym_spell_(
	const struct ksym_table *t, uint32_t index, struct ksym_sink_ *sink);

#endif
