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
};

/* What a shape does not say of its symbol, and the shape's code. */
struct extras {
	unsigned code;
	uint64_t x, y;
};

static bool find_extras(const struct block_writer *writer, size_t i,
	struct extras *extras, struct error *err)
{
	const struct symbol *symbol = &writer->list->symbols[i];
	const uint64_t gap = shape_gap(writer->list, i);
	const int code = shape_best(
		writer->shapes, shape_kind(symbol), gap, symbol->size);

	if (code < 0) {
		return fail(err, "symbol %.60s has no shape", symbol->name);
	}
	extras->code = (unsigned)code;
	return shape_fits(&writer->shapes->shapes[code], gap, symbol->size,
		&extras->x, &extras->y);
}

/* The extras end with the block, the first symbol's last, x above y. */
static bool write_extras(struct block_writer *writer,
	const struct extras *extras, size_t count, struct error *err)
{
	const struct shape *shapes = writer->shapes->shapes;
	unsigned width = 0;

	for (size_t i = 0; i < count; i++) {
		width += shapes[extras[i].code].x_width +
			 shapes[extras[i].code].y_width;
	}
	if (!bits_write(
		    &writer->bits, 0, -(writer->bits.count + width) % 8, err)) {
		return false;
	}
	for (size_t i = count; i-- > 0;) {
		const struct shape *shape = &shapes[extras[i].code];

		if (!bits_write(
			    &writer->bits, extras[i].y, shape->y_width, err) ||
			!bits_write(&writer->bits, extras[i].x, shape->x_width,
				err)) {
			return false;
		}
	}
	return true;
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

static bool write_names(struct block_writer *writer, size_t first, size_t end,
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
	return true;
}

static bool write_block(struct block_writer *writer, size_t first, size_t end,
	struct error *err)
{
	struct extras extras[KSYM_BLOCK];

	for (size_t i = first; i < end; i++) {
		if (!find_extras(writer, i, &extras[i - first], err) ||
			!bits_write(&writer->bits, extras[i - first].code, 8,
				err)) {
			return false;
		}
	}
	return write_names(writer, first, end, err) &&
	       write_extras(writer, extras, end - first, err);
}

/* A record for what begins where the stream now ends. */
static void add_record(struct blocks *blocks, uint64_t distance)
{
	blocks->records[blocks->count] = (struct block_record){
		.distance = distance,
		.at = (uint32_t)blocks->stream.size,
	};
}

static bool write_blocks(struct block_writer *writer, struct error *err)
{
	struct blocks *blocks = writer->blocks;
	const struct symbol *symbols = writer->list->symbols;
	const size_t count = writer->list->count;

	for (size_t i = 0; i < count; i += KSYM_BLOCK) {
		const size_t left = count - i;

		if (blocks->stream.size > KSYM_SIZE_MAX) {
			return fail(err,
				"the table would take more than %u bytes",
				KSYM_SIZE_MAX);
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
		list->count / KSYM_BLOCK + 2, sizeof(*blocks->records), err);
	return blocks->records != NULL && write_blocks(&writer, err);
}

void blocks_free(struct blocks *blocks)
{
	free(blocks->stream.data);
	free(blocks->records);
	*blocks = (struct blocks){ 0 };
}
