/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Blocks of a superblock, before they have their places in the stream. */
#ifndef KSYM_WRITE_PIECES_H
#define KSYM_WRITE_PIECES_H

#include <stddef.h>
#include <stdint.h>

#include "addresses/blocks.h"

/* A block of the superblock in hand, which may move. */
struct piece {
	size_t begin, anchor, end; /* in the writer's bytes */
	size_t reach;              /* the most that a reader takes for it */
	size_t at;                 /* where its anchor goes in the stream */
};

/* Places them from AT on in the stream, by the least shift by which a record
 * can tell of all anchors; sets place and slope of the record. */
void pieces_place(struct piece *pieces, uint32_t count, size_t at,
	struct superblock *superblock);

#endif
