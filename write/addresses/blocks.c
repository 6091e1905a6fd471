/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Writes the stream of blocks: FORMAT.md, "A block" and "A name". */
#include "addresses/blocks.h"

#include <assert.h>
#include <ksym_format.h>
#include <stdlib.h>

#include "array.h"
#include "bits.h"

struct block_writer {
	const struct input *list;
	const struct shape_set *shapes;
	const struct parse *parse;
	const struct vocabulary *vocabulary;
	struct blocks *blocks;
	struct bit_writer bits;
};

/* What a shape does not say of its symbol, and the shape's code. */
struct extras {
	unsigned code;
	uint64_t x, y;
};

static struct extras find_extras(const struct block_writer *writer, size_t i)
{
	const struct ksym_write_symbol *symbol = &writer->list->symbols[i];
	const uint64_t gap = shape_gap(writer->list, i);
	const int code = shape_best(
		writer->shapes, shape_kind(symbol), gap, symbol->size);

	struct extras extras = { .code = (unsigned)code };

	/* Each kind has a shape that says all of its symbols. */
	assert(code >= 0);
	(void)shape_fits(&writer->shapes->shapes[code], gap, symbol->size,
		&extras.x, &extras.y);
	return extras;
}

/* Where the last block has no symbol, its fields are zeros of the first shape. */
static bool write_extras(struct block_writer *writer,
	const struct extras extras[KSYM_BLOCK], struct failure *err)
{
	for (size_t i = 0; i < KSYM_BLOCK; i++) {
		const struct shape *shape =
			&writer->shapes->shapes[extras[i].code];

		if (!bits_write(
			    &writer->bits, extras[i].x, shape->x_width, err) ||
			!bits_write(&writer->bits, extras[i].y, shape->y_width,
				err)) {
			return false;
		}
	}
	return true;
}

static unsigned token_class(const struct block_writer *writer, size_t token)
{
	const struct vocabulary *vocabulary = writer->vocabulary;

	return vocabulary_class(
		vocabulary, vocabulary->numbers[writer->parse->tokens[token]]);
}

/* Writes the selectors of the names; returns the bits of their numbers. */
static bool write_selectors(struct block_writer *writer, size_t first,
	size_t end, uint64_t *number_bits, struct failure *err)
{
	const struct parse *parse = writer->parse;

	for (size_t i = first; i < end; i++) {
		for (size_t k = parse->first[i]; k < parse->first[i + 1]; k++) {
			const unsigned class = token_class(writer, k);

			*number_bits += writer->vocabulary->widths[class];
			if (!bits_write(&writer->bits, class + 1,
				    KSYM_SELECTOR_BITS, err)) {
				return false;
			}
		}
		if (!bits_write(&writer->bits, KSYM_SELECTOR_END,
			    KSYM_SELECTOR_BITS, err)) {
			return false;
		}
	}
	return true;
}

/* The numbers end with the block, the first token's last. */
static bool write_numbers(struct block_writer *writer, size_t first, size_t end,
	struct failure *err)
{
	const struct parse *parse = writer->parse;
	const struct vocabulary *vocabulary = writer->vocabulary;

	for (size_t k = parse->first[end]; k-- > parse->first[first];) {
		const unsigned class = token_class(writer, k);

		if (!bits_write(&writer->bits,
			    vocabulary->numbers[parse->tokens[k]] -
				    vocabulary->first[class],
			    vocabulary->widths[class], err)) {
			return false;
		}
	}
	return true;
}

static bool write_names(struct block_writer *writer, size_t first, size_t end,
	struct failure *err)
{
	uint64_t number_bits = 0;

	return write_selectors(writer, first, end, &number_bits, err) &&
	       bits_write(&writer->bits, 0,
		       -(writer->bits.count + number_bits) % 8, err) &&
	       write_numbers(writer, first, end, err);
}

static bool write_block(struct block_writer *writer, size_t first, size_t end,
	struct failure *err)
{
	struct extras extras[KSYM_BLOCK] = { 0 };

	for (size_t i = first; i < end; i++) {
		extras[i - first] = find_extras(writer, i);
	}
	for (size_t i = 0; i < KSYM_BLOCK; i++) {
		if (!bits_write(&writer->bits, extras[i].code, 8, err)) {
			return false;
		}
	}
	for (size_t i = first; i < first + KSYM_BLOCK; i++) {
		if (!bits_write(&writer->bits,
			    i < end ? writer->parse->repeat[i] : 0, 4, err)) {
			return false;
		}
	}
	return write_extras(writer, extras, err) &&
	       write_names(writer, first, end, err);
}

/* A record for what begins where the stream now ends. */
static void add_record(struct blocks *blocks, uint64_t distance)
{
	blocks->records[blocks->count] = (struct block_record){
		.distance = distance,
		.at = (uint32_t)blocks->stream.size,
	};
}

static bool write_blocks(struct block_writer *writer, struct failure *err)
{
	struct blocks *blocks = writer->blocks;
	const struct ksym_write_symbol *symbols = writer->list->symbols;
	const size_t count = writer->list->count;

	for (size_t i = 0; i < count; i += KSYM_BLOCK) {
		const size_t left = count - i;

		if (blocks->stream.size > KSYM_SIZE_MAX) {
			return fail(err, KSYM_WRITE_SIZE,
				.found = blocks->stream.size,
				.limit = KSYM_SIZE_MAX);
		}
		add_record(blocks, symbols[i].addr - symbols[0].addr);
		blocks->count++;
		if (!write_block(writer, i,
			    left < KSYM_BLOCK ? count : i + KSYM_BLOCK, err)) {
			return false;
		}
	}
	add_record(blocks, 0);
	return true;
}

bool blocks_write(const struct input *list, const struct shape_set *shapes,
	const struct dictionary *dictionary, struct blocks *blocks,
	struct failure *err)
{
	struct block_writer writer = { .list = list,
		.shapes = shapes,
		.parse = &dictionary->parse,
		.vocabulary = &dictionary->vocabulary,
		.blocks = blocks,
		.bits = { .out = &blocks->stream } };

	blocks->records = array_new(
		list->count / KSYM_BLOCK + 2, sizeof(*blocks->records), err);
	return blocks->records != NULL && write_blocks(&writer, err);
}

void blocks_free(struct blocks *blocks)
{
	free(blocks->stream.data);
	free(blocks->records);
	*blocks = (struct blocks){ 0 };
}
