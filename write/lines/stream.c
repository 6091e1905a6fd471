/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/stream.h"

#include <stdlib.h>

#include "array.h"

#define ROOM 16 /* zeros that readers may take behind codes and stream */

struct stream_writer {
	const struct coded *coded;
	const struct shapes *shapes;
	struct stream *stream;
	struct code codes[KSYM_LINES_CONTEXTS]; /* of those that have one */
	struct high_bits bits;
};

static bool write_shapes(
	const struct shapes *shapes, struct stream *stream, struct failure *err)
{
	for (uint32_t i = 0; i < shapes->keys.count; i++) {
		const struct key key = shapes->keys.items[i].key;
		const unsigned char shape[KSYM_LINES_SHAPE_SIZE] = {
			[KSYM_LINES_SHAPE_GO] = shape_go(key) & 0xff,
			[KSYM_LINES_SHAPE_ENTERED] = shape_entered(key) & 0xff,
			[KSYM_LINES_SHAPE_LINE] = key.b & 0xff,
			[KSYM_LINES_SHAPE_LENGTH] = key.c & 0xff,
		};

		if (!bytes_append(&stream->shapes, shape, sizeof(shape), err)) {
			return false;
		}
	}
	return true;
}

/* Makes the codes, and their part. */
static bool write_codes(struct stream_writer *writer, struct failure *err)
{
	const struct contexts *contexts = &writer->shapes->codes;
	struct stream *stream = writer->stream;
	struct code_maker maker;
	bool done = code_maker_init(&maker, contexts->symbols, err);

	for (uint32_t i = 0; done && i < KSYM_LINES_CONTEXTS; i++) {
		const uint32_t size = contexts_size(contexts, i);

		stream->places[i] = stream->places[contexts->first[i]];
		if (contexts->first[i] != i) {
			continue;
		}
		stream->places[i] = (uint32_t)stream->codes.size;
		(void)code_make(&maker, contexts_uses(contexts, i), size);
		done = code_keep(
			&maker, size, &writer->codes[i], &stream->codes, err);
	}
	code_maker_free(&maker);
	return done && bytes_append(&stream->codes, NULL, ROOM, err);
}

static const struct code *code_of(
	const struct stream_writer *writer, uint32_t context)
{
	return &writer->codes[writer->shapes->codes.first[context]];
}

static bool write_row(struct stream_writer *writer, const struct coded_row *row,
	struct failure *err)
{
	const uint32_t shape = writer->shapes->of[row->look];
	struct coded_value values[ROW_VALUES_MAX];
	const uint32_t count = shape_values(writer->coded, row,
		writer->shapes->keys.items[shape].key, values);

	if (!code_write(
		    code_of(writer, row->context), shape, &writer->bits, err)) {
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		uint32_t width;
		const uint32_t symbol = value_symbol(values[i].value, &width);

		if (!code_write(code_of(writer, values[i].context), symbol,
			    &writer->bits, err) ||
			!high_bits_write(
				&writer->bits, values[i].value, width, err)) {
			return false;
		}
	}
	return true;
}

static bool write_block(
	struct stream_writer *writer, size_t number, struct failure *err)
{
	const struct coded *coded = writer->coded;
	const struct coded_block *block = &coded->blocks[number];
	const size_t end = number + 1 < coded->block_count ? block[1].row
							   : coded->row_count;

	for (size_t i = block->row; i < end; i++) {
		if (!write_row(writer, &coded->rows[i], err)) {
			return false;
		}
	}
	return high_bits_align(&writer->bits, err);
}

/* The record of a group, of COUNT blocks that begin at PLACES. */
static bool write_group(struct stream_writer *writer,
	const struct coded_block *blocks, const uint32_t *places,
	uint32_t count, struct failure *err)
{
	struct bytes *out = &writer->stream->index;
	bool done = bytes_append_number(out, blocks[0].distance, 4, err) &&
		    bytes_append_number(out, places[0], 4, err) &&
		    bytes_append_number(out, blocks[0].file, 2, err);

	for (uint32_t i = 1; done && i < KSYM_LINES_GROUP; i++) {
		done = bytes_append_number(out,
			i < count ? (blocks[i].distance - blocks[0].distance) >>
					    writer->coded->unit
				  : KSYM_LINES_NO_BLOCK,
			2, err);
	}
	for (uint32_t i = 1; done && i < KSYM_LINES_GROUP; i++) {
		done = bytes_append_number(
			out, i < count ? places[i] - places[0] : 0, 2, err);
	}
	writer->stream->groups++;
	return done;
}

/* Blocks, and the index of them. */
static bool write_blocks(struct stream_writer *writer, struct failure *err)
{
	const struct coded *coded = writer->coded;
	uint32_t places[KSYM_LINES_GROUP], count = 0;

	for (size_t i = 0; i < coded->block_count; i++) {
		const bool ends = i + 1 == coded->block_count ||
				  coded->blocks[i + 1].begins_group;

		places[count++] = (uint32_t)writer->stream->stream.size;
		if (!write_block(writer, i, err) ||
			(ends && !write_group(writer,
					 &coded->blocks[i + 1 - count], places,
					 count, err))) {
			return false;
		}
		count = ends ? 0 : count;
	}
	return bytes_append(&writer->stream->stream, NULL, ROOM, err);
}

bool stream_write(const struct coded *coded, const struct shapes *shapes,
	struct stream *stream, struct failure *err)
{
	struct stream_writer writer = {
		.coded = coded, .shapes = shapes, .stream = stream
	};
	bool done;

	writer.bits.out = &stream->stream;
	done = write_shapes(shapes, stream, err) && write_codes(&writer, err) &&
	       write_blocks(&writer, err);
	for (uint32_t i = 0; i < KSYM_LINES_CONTEXTS; i++) {
		code_free(&writer.codes[i]);
	}
	if (done && stream->groups > KSYM_LINES_GROUPS_MAX) {
		return fail(err, KSYM_WRITE_LINES, .found = stream->groups,
			.limit = KSYM_LINES_GROUPS_MAX);
	}
	return done;
}

void stream_free(struct stream *stream)
{
	free(stream->codes.data);
	free(stream->shapes.data);
	free(stream->stream.data);
	free(stream->index.data);
	*stream = (struct stream){ 0 };
}
