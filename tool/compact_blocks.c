/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Writes the stream of blocks: FORMAT.md, "A block" and "A name". */
#include "compact_stages.h"

#include <stdlib.h>

struct block_writer {
	const struct symbol_list *list;
	const struct shape_set *shapes;
	const struct parse *parse;
	const struct vocabulary *vocabulary;
	struct blocks *blocks;
	struct bit_writer bits;
	bool full; /* a field of a block's head is too small */
};

/* Sets WIDTH bytes of the stream, written before as zeros. */
static void set_field(
	struct block_writer *writer, size_t at, unsigned width, size_t value)
{
	if (value >> (8 * width) != 0) {
		writer->full = true;
	}
	for (unsigned i = 0; i < width; i++) {
		writer->blocks->stream.data[at + i] = (value >> (8 * i)) & 0xff;
	}
}

static bool write_shapes(struct block_writer *writer, size_t first, size_t end,
	struct error *err)
{
	const struct symbol *symbols = writer->list->symbols;
	const struct shape_set *set = writer->shapes;
	int codes[1 << 4];

	for (size_t i = first; i < end; i++) {
		const int code = shape_best(set, shape_kind(&symbols[i]),
			shape_gap(writer->list, i), symbols[i].size);

		if (code < 0) {
			return fail(err, "symbol %.60s has no shape",
				symbols[i].name);
		}
		codes[i - first] = code;
		if (!bits_write(
			    &writer->bits, (unsigned)code, set->bits, err)) {
			return false;
		}
	}
	for (size_t i = first; i < end; i++) {
		const struct shape *shape = &set->shapes[codes[i - first]];
		uint64_t x = 0, y = 0;

		(void)shape_fits(shape, shape_gap(writer->list, i),
			symbols[i].size, &x, &y);
		if (!bits_write(&writer->bits, x, shape->x_width, err) ||
			!bits_write(&writer->bits, y, shape->y_width, err)) {
			return false;
		}
	}
	return bits_align(&writer->bits, err);
}

static bool write_token(
	struct block_writer *writer, uint16_t phrase, struct error *err)
{
	const struct vocabulary *vocabulary = writer->vocabulary;
	const uint32_t number = vocabulary->numbers[phrase];
	const unsigned class = vocabulary_class(vocabulary, number);

	return bits_write(&writer->bits, KSYM_FIRST_CLASS + class,
		       KSYM_SELECTOR_BITS, err) &&
	       bits_write(&writer->bits, number - vocabulary->first[class],
		       vocabulary->widths[class], err);
}

static bool write_group(struct block_writer *writer, size_t first, size_t end,
	struct error *err)
{
	const struct parse *parse = writer->parse;

	for (size_t i = first; i < end; i++) {
		if (parse->repeat[i] > 0 &&
			(!bits_write(&writer->bits, KSYM_SELECTOR_REPEAT,
				 KSYM_SELECTOR_BITS, err) ||
				!bits_write(&writer->bits,
					parse->repeat[i] - 1u, KSYM_REPEAT_BITS,
					err))) {
			return false;
		}
		for (size_t k = parse->first[i]; k < parse->first[i + 1]; k++) {
			if (!write_token(writer, parse->tokens[k], err)) {
				return false;
			}
		}
		if (!bits_write(&writer->bits, KSYM_SELECTOR_END,
			    KSYM_SELECTOR_BITS, err)) {
			return false;
		}
	}
	return bits_align(&writer->bits, err);
}

static bool write_block(struct block_writer *writer, size_t first, size_t end,
	struct error *err)
{
	struct buffer *stream = &writer->blocks->stream;
	const size_t at = stream->size;
	const size_t second =
		first + KSYM_GROUP < end ? first + KSYM_GROUP : end;
	const bool two = writer->blocks->log2 == 4;

	if (!buffer_append(stream, NULL, two ? 3 : 1, err) ||
		!write_shapes(writer, first, end, err)) {
		return false;
	}
	set_field(writer, at, 1, stream->size - at);
	if (!write_group(writer, first, second, err)) {
		return false;
	}
	if (two) {
		set_field(writer, at + 1, 2, stream->size - at);
	}
	return write_group(writer, second, end, err);
}

/* Writes all blocks, as far as their heads have room for what they say. */
static bool write_blocks(struct block_writer *writer, struct error *err)
{
	struct blocks *blocks = writer->blocks;
	const struct symbol *symbols = writer->list->symbols;
	const size_t count = writer->list->count,
		     size = (size_t)1 << blocks->log2;

	blocks->stream.size = 0;
	blocks->count = 0;
	writer->full = false;
	for (size_t i = 0; i < count && !writer->full; i += size) {
		if (blocks->stream.size > KSYM_SIZE_MAX) {
			return fail(err,
				"the table would take more than %u bytes",
				KSYM_SIZE_MAX);
		}
		blocks->records[blocks->count++] = (struct block_record){
			.distance = symbols[i].addr - symbols[0].addr,
			.at = (uint32_t)blocks->stream.size,
		};
		if (!write_block(writer, i, size < count - i ? i + size : count,
			    err)) {
			return false;
		}
	}
	return true;
}

bool blocks_write(const struct symbol_list *list,
	const struct shape_set *shapes, const struct dictionary *dictionary,
	struct blocks *blocks, struct error *err)
{
	struct block_writer writer = { .list = list,
		.shapes = shapes,
		.parse = &dictionary->parse,
		.vocabulary = &dictionary->vocabulary,
		.blocks = blocks,
		.bits = { .out = &blocks->stream } };

	blocks->records = compact_alloc(
		list->count / KSYM_GROUP + 1, sizeof(*blocks->records), err);
	if (blocks->records == NULL) {
		return false;
	}
	blocks->log2 = 4;
	if (!write_blocks(&writer, err)) {
		return false;
	}
	if (writer.full) {
		/* 8 symbols of any width fit: 1 + 8 * (1 + 16) bytes. */
		blocks->log2 = 3;
		return write_blocks(&writer, err);
	}
	return true;
}

void blocks_free(struct blocks *blocks)
{
	free(blocks->stream.data);
	free(blocks->records);
	*blocks = (struct blocks){ 0 };
}
