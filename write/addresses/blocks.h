/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The blocks: records that find them, and the stream that they are in. */
#ifndef KSYM_WRITE_BLOCKS_H
#define KSYM_WRITE_BLOCKS_H

#include <ksym_format.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addresses/pages.h"
#include "bytes.h"
#include "names/dictionary.h"

/* A record, as FORMAT.md, "Superblocks", has it. */
struct superblock {
	uint32_t distance;
	int64_t place; /* from where the stream begins */
	uint8_t start_shift;
	uint8_t slope_shift;
	uint16_t slope;
	uint16_t starts[KSYM_BLOCKS - 1];
	uint8_t anchors[KSYM_BLOCKS];
};

struct blocks {
	struct bytes stream;
	struct superblock *items;
	uint32_t count;
	uint32_t symbols_count; /* of those that symbols are in */
	/* Bytes from the stream's beginning on that readers take for blocks. */
	size_t reach;
};

/* Writes all symbols of LIST, and all of NAMES, of which more stand behind the
 * symbols' own; blocks_free after, also of an error. */
bool blocks_write(const struct input *list, uint32_t names,
	const uint32_t *distances, const struct steps *steps,
	const struct pages *pages, const struct dictionary *dictionary,
	struct blocks *blocks, struct failure *err);
void blocks_free(struct blocks *blocks);

#endif
