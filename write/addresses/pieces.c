/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "addresses/pieces.h"

#include <assert.h>
#include <stdbool.h>

#define SLOPES 64 /* that are tried above and below the mean */

/* A block's x and y take 136 bytes at most, a token 26 bits, the counts 8 bytes
 * a name. */
_Static_assert(136 + KSYM_BLOCK * (KSYM_TOKENS_MAX * 26 / 8 + 8) <
		       1 << KSYM_SLOPE_SHIFT_MAX,
	"by the greatest shift all anchors are one step apart");

/* Places the blocks so that their anchors are so many times 1 << SHIFT apart. */
static void place_pieces(
	struct piece *pieces, uint32_t count, size_t at, unsigned shift)
{
	for (uint32_t i = 0; i < count; i++) {
		struct piece *piece = &pieces[i];

		piece->at = at + piece->anchor - piece->begin;
		while ((piece->at - pieces[0].at) % ((size_t)1 << shift) != 0) {
			piece->at++;
		}
		at = piece->at + piece->end - piece->anchor;
	}
}

/* How far anchors lie before and behind a line of that slope. */
static int64_t spread(const struct piece *pieces, uint32_t count,
	unsigned shift, int64_t slope, int64_t *leastp)
{
	int64_t least = 0, most = 0;

	for (uint32_t i = 1; i < count; i++) {
		const int64_t off =
			(int64_t)((pieces[i].at - pieces[0].at) >> shift) -
			slope * i;

		least = off < least ? off : least;
		most = off > most ? off : most;
	}
	*leastp = least;
	return most - least;
}

/* A slope by which all anchors fit; returns false if none does. */
static bool find_slope(const struct piece *pieces, uint32_t count,
	struct superblock *superblock)
{
	const unsigned shift = superblock->slope_shift;
	const int64_t mean =
		count > 1 ? (int64_t)((pieces[count - 1].at - pieces[0].at) >>
				      shift) /
				    (count - 1)
			  : 0;
	int64_t best = UINT8_MAX + 1, least;

	for (int64_t slope = mean > SLOPES ? mean - SLOPES : 0;
		slope <= mean + SLOPES && slope >> KSYM_SLOPE_BITS == 0;
		slope++) {
		const int64_t off = spread(pieces, count, shift, slope, &least);
		const int64_t place =
			(int64_t)pieces[0].at + least * (1 << shift);

		if (off < best && place >= -KSYM_HEADER_SIZE) {
			best = off;
			superblock->slope = (uint16_t)slope;
			superblock->place = place;
		}
	}
	return best <= UINT8_MAX;
}

void pieces_place(struct piece *pieces, uint32_t count, size_t at,
	struct superblock *superblock)
{
	for (;; superblock->slope_shift++) {
		assert(superblock->slope_shift <= KSYM_SLOPE_SHIFT_MAX);
		place_pieces(pieces, count, at, superblock->slope_shift);
		if (find_slope(pieces, count, superblock)) {
			return;
		}
	}
}
