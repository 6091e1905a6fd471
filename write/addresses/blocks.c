/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Writes the stream of blocks: FORMAT.md, "A block" and "A name". */
#include "addresses/blocks.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "addresses/pieces.h"
#include "addresses/regions.h"
#include "array.h"
#include "bits.h"

struct block_writer {
	const struct input *list;
	uint32_t names; /* with those that are no symbol's */
	const uint32_t *distances;
	const struct steps *steps;
	const struct pages *pages;
	const struct parse *parse;
	const struct vocabulary *vocabulary;
	struct blocks *blocks;
	struct bytes bytes; /* of a superblock */
	struct bit_writer bits;
};

/* What a symbol says, with a shape of its block's page. */
struct said {
	const struct shape *shape;
	struct extras extras;
	uint8_t kind, code;
};

/* The symbols from FIRST on, MOST of them or as many as there are. */
static size_t count_symbols(
	const struct block_writer *writer, size_t first, size_t most)
{
	const size_t count = writer->list->count;
	const size_t left = first < count ? count - first : 0;

	return left < most ? left : most;
}

/* The page of the block that begins with FIRST; any, if it has no symbols. */
static uint8_t page_of(const struct block_writer *writer, size_t first)
{
	return first < writer->list->count
		       ? writer->pages->of[first / KSYM_BLOCK]
		       : 0;
}

/* Finds what the symbols from FIRST on say, COUNT of them. */
static void find_said(const struct block_writer *writer, size_t first,
	size_t count, struct said *said)
{
	const uint8_t number = page_of(writer, first);
	const struct page *page = &writer->pages->items[number];
	const uint32_t *steps = writer->steps->of + first;

	for (size_t i = 0; i < count; i++) {
		const struct step *step = &writer->steps->items[steps[i]];
		const int code = page_best(page, step, &said[i].extras);

		assert(code >= 0); /* pages have shapes for all their blocks */
		said[i].shape = &page->shapes[code];
		said[i].kind = step->kind;
		said[i].code = (uint8_t)code;
	}
}

static bool write_field(struct block_writer *writer, const struct said *said,
	struct failure *err)
{
	const struct extras *extras = &said->extras;
	const struct shape *shape = said->shape;
	struct bit_writer *bits = &writer->bits;

	if (!bits_write(bits, extras->x, shape->x_width, err)) {
		return false;
	}
	if (!shape_is_any(shape)) {
		return bits_write(bits, extras->y, shape->y_width, err);
	}
	return bits_write(bits, extras->y, 32, err) &&
	       bits_write(bits, said->kind, KSYM_SHAPE_KIND_BITS, err) &&
	       bits_write(
		       bits, extras->y >> 32, 32 - KSYM_SHAPE_KIND_BITS, err);
}

/* Zeros, then x and y of each symbol; the last one's are lowest, and end at the
 * anchor. */
static bool write_fields(struct block_writer *writer, const struct said *said,
	size_t count, struct failure *err)
{
	uint32_t total = 0;
	bool done;

	for (size_t i = 0; i < count; i++) {
		total += shape_cost(said[i].shape);
	}
	done = bits_write(&writer->bits, 0, (8 - total % 8) % 8, err);
	while (done && count-- > 0) {
		done = write_field(writer, &said[count], err);
	}
	return done;
}

static bool write_codes(struct block_writer *writer, size_t first,
	const struct said *said, size_t count, struct failure *err)
{
	if (writer->pages->count > 1 &&
		!bits_write(&writer->bits, page_of(writer, first), 8, err)) {
		return false;
	}
	for (size_t i = 0; i < KSYM_BLOCK; i++) {
		if (!bits_write(&writer->bits, i < count ? said[i].code : 0, 4,
			    err)) {
			return false;
		}
	}
	return true;
}

static uint32_t own_tokens(const struct parse *parse, size_t i, size_t end)
{
	return i < end ? parse->own[i] : 0;
}

/* How many tokens each name shares and how many are its own. */
static bool write_counts(struct block_writer *writer, size_t first, size_t end,
	struct failure *err)
{
	const struct parse *parse = writer->parse;
	bool done = true;

	for (size_t i = first; done && i < first + KSYM_BLOCK; i++) {
		const uint32_t own = own_tokens(parse, i, end);

		done = bits_write(&writer->bits,
			own < KSYM_COUNT_MORE ? own : KSYM_COUNT_MORE,
			KSYM_COUNT_BITS, err);
	}
	for (size_t i = first; done && i < first + KSYM_BLOCK; i++) {
		done = bits_write(&writer->bits, i < end ? parse->repeat[i] : 0,
			KSYM_SHARED_BITS, err);
	}
	for (size_t i = first; done && i < first + KSYM_BLOCK; i++) {
		const uint32_t own = own_tokens(parse, i, end);

		done = own < KSYM_COUNT_MORE ||
		       bits_write(&writer->bits, own - KSYM_COUNT_MORE, 8, err);
	}
	return done;
}

static bool write_tokens(struct block_writer *writer, size_t first, size_t end,
	bool selectors, struct failure *err)
{
	const struct vocabulary *vocabulary = writer->vocabulary;
	const struct parse *parse = writer->parse;

	for (size_t i = first; i < end; i++) {
		const uint16_t *tokens = parse_tokens(parse, i);

		for (uint32_t k = 0; k < parse->own[i]; k++) {
			const struct numbering *of =
				&vocabulary->of[token_place(parse, i, k)];
			const uint32_t number = of->numbers[tokens[k]];
			const unsigned class =
				vocabulary_class(vocabulary, number);
			const uint32_t below = ((1u << class) - 1)
					       << vocabulary->width;

			if (!bits_write(&writer->bits,
				    selectors ? class : number - below,
				    selectors ? KSYM_SELECTOR_BITS
					      : vocabulary->width + class,
				    err)) {
				return false;
			}
		}
	}
	return true;
}

/* Writes a block behind those of the superblock so far. */
static bool write_block(struct block_writer *writer, size_t first,
	struct piece *piece, struct failure *err)
{
	const struct parse *parse = writer->parse;
	const size_t count = count_symbols(writer, first, KSYM_BLOCK);
	const size_t left = writer->names - first;
	const size_t end = first + (left < KSYM_BLOCK ? left : KSYM_BLOCK);
	struct bytes *out = &writer->bytes;
	size_t tokens = 0;
	struct said said[KSYM_BLOCK];

	piece->begin = out->size;
	find_said(writer, first, count, said);
	if (!write_fields(writer, said, count, err)) {
		return false;
	}
	piece->anchor = out->size;
	if (!write_codes(writer, first, said, count, err) ||
		!write_counts(writer, first, end, err) ||
		!write_tokens(writer, first, end, true, err)) {
		return false;
	}
	for (size_t i = first; i < end; i++) {
		tokens += parse->own[i];
	}
	/* Of each token the reader allows for the longest number. */
	piece->reach = out->size - piece->anchor + 1 +
		       tokens * (writer->vocabulary->width + KSYM_CLASSES) / 8;
	piece->reach = piece->reach < KSYM_FROM_ANCHOR ? KSYM_FROM_ANCHOR
						       : piece->reach;
	if (!write_tokens(writer, first, end, false, err) ||
		!bits_align(&writer->bits, err)) {
		return false;
	}
	piece->end = out->size;
	return true;
}

/* Moves the blocks to their places in the stream. */
static bool take_pieces(struct block_writer *writer, const struct piece *pieces,
	uint32_t count, struct superblock *superblock, struct failure *err)
{
	struct blocks *blocks = writer->blocks;
	struct bytes *out = &blocks->stream;

	for (uint32_t i = 0; i < count; i++) {
		const struct piece *piece = &pieces[i];
		const size_t begin = piece->at - (piece->anchor - piece->begin);

		if (!bytes_append(out, NULL, begin - out->size, err) ||
			!bytes_append(out, writer->bytes.data + piece->begin,
				piece->end - piece->begin, err)) {
			return false;
		}
		superblock->anchors[i] =
			(uint8_t)(((int64_t)piece->at - superblock->place -
					  ((int64_t)superblock->slope * i
						  << superblock->slope_shift)) >>
				  superblock->slope_shift);
		if (piece->at + piece->reach > blocks->reach) {
			blocks->reach = piece->at + piece->reach;
		}
	}
	return true;
}

/* Writes the blocks, and places them. */
static bool write_pieces(struct block_writer *writer, size_t first, size_t end,
	struct superblock *superblock, struct failure *err)
{
	struct piece pieces[KSYM_BLOCKS] = { 0 };
	uint32_t count = 0;

	writer->bytes.size = 0;
	for (size_t i = first; i < end; i += KSYM_BLOCK) {
		if (!write_block(writer, i, &pieces[count++], err)) {
			return false;
		}
	}
	pieces_place(pieces, count, writer->blocks->stream.size, superblock);
	return take_pieces(writer, pieces, count, superblock, err);
}

/* Where the symbols from FIRST to END begin; names alone begin nowhere. */
static void set_starts(const struct block_writer *writer, size_t first,
	size_t end, struct superblock *superblock)
{
	const uint32_t *distances = writer->distances;

	superblock->distance = first < end ? distances[first] : UINT32_MAX;
	superblock->start_shift = superblock_shift(distances, first, end);
	for (uint32_t i = 0; i < KSYM_BLOCKS - 1; i++) {
		const size_t symbol = first + (size_t)(i + 1) * KSYM_BLOCK;

		superblock->starts[i] =
			symbol < end ? (uint16_t)((distances[symbol] -
							  distances[first]) >>
						  superblock->start_shift)
				     : KSYM_START_NONE;
	}
}

static bool write_superblock(
	struct block_writer *writer, size_t first, struct failure *err)
{
	const size_t symbols = count_symbols(writer, first, KSYM_SUPERBLOCK);
	const size_t left = writer->names - first;
	struct blocks *blocks = writer->blocks;
	struct superblock *superblock = &blocks->items[blocks->count++];

	blocks->symbols_count += symbols > 0;
	set_starts(writer, first, first + symbols, superblock);
	return write_pieces(writer, first,
		first + (left < KSYM_SUPERBLOCK ? left : KSYM_SUPERBLOCK),
		superblock, err);
}

bool blocks_write(const struct input *list, uint32_t names,
	const uint32_t *distances, const struct steps *steps,
	const struct pages *pages, const struct dictionary *dictionary,
	struct blocks *blocks, struct failure *err)
{
	struct block_writer writer = { .list = list,
		.names = names,
		.distances = distances,
		.steps = steps,
		.pages = pages,
		.parse = &dictionary->parse,
		.vocabulary = &dictionary->vocabulary,
		.blocks = blocks };
	bool done;

	writer.bits.out = &writer.bytes;
	blocks->items = array_new(
		names / KSYM_SUPERBLOCK + 1, sizeof(*blocks->items), err);
	done = blocks->items != NULL;
	for (size_t i = 0; done && i < names; i += KSYM_SUPERBLOCK) {
		done = write_superblock(&writer, i, err);
	}
	free(writer.bytes.data);
	return done;
}

void blocks_free(struct blocks *blocks)
{
	free(blocks->stream.data);
	free(blocks->items);
	*blocks = (struct blocks){ 0 };
}
