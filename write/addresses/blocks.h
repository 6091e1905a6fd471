/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The blocks: records that find them, and the stream that they are in. */
#ifndef KSYM_WRITE_BLOCKS_H
#define KSYM_WRITE_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

#include "addresses/shapes.h"
#include "bytes.h"
#include "names/dictionary.h"

struct block_record {
	uint64_t distance;
	uint32_t at; /* in the stream */
};

struct blocks {
	struct bytes stream;
	struct block_record *records; /* one more than count: the stream's end */
	uint32_t count;
};

bool blocks_write(const struct input *list, const struct shape_set *shapes,
	const struct dictionary *dictionary, struct blocks *blocks,
	struct failure *err);
void blocks_free(struct blocks *blocks);

#endif
