/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Writes the stream of blocks: FORMAT.md, "A block" and "A name". */
#include "stages.h"

#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 136 /* bytes of x and y in a block, at most */

struct block_writer {
	const struct input *list;
	const struct steps *steps;
	const struct pages *pages;
	const struct parse *parse;
	const struct vocabulary *vocabulary;
	struct blocks *blocks;
	struct bit_writer bits;
};

/* Symbols as a block has them: the codes of shapes, and x and y of all, packed.
 */
struct packed {
	uint8_t page;
	uint8_t codes[KSYM_BLOCK];
	unsigned char fields[FIELDS_MAX];
	uint32_t size; /* of the fields */
};

/* What a symbol says, with its shape. */
struct said {
	const struct shape *shape;
	struct extras extras;
	uint8_t kind;
};

/* Packs the fields: the last symbol's are lowest, y below the kind below x. */
static bool pack_fields(const struct said *said, uint32_t count,
	struct packed *packed, struct failure *err)
{
	struct bytes out = { 0 };
	struct bit_writer bits = { .out = &out };
	uint32_t total = 0;
	bool done;

	for (uint32_t i = 0; i < count; i++) {
		total += shape_cost(said[i].shape);
	}
	done = bits_write(&bits, 0, (8 - total % 8) % 8, err);
	for (uint32_t i = count; done && i-- > 0;) {
		const struct said *s = &said[i];

		done = bits_write(&bits, s->extras.y, s->shape->y_width, err) &&
		       (!shape_is_any(s->shape) ||
			       bits_write(&bits, s->kind, KSYM_SHAPE_KIND_BITS,
				       err)) &&
		       bits_write(&bits, s->extras.x, s->shape->x_width, err);
	}
	if (done && out.size > 0) {
		memcpy(packed->fields, out.data, out.size);
	}
	packed->size = (uint32_t)out.size;
	free(out.data);
	return done;
}

/* Finds what the symbols from FIRST to END say. */
static bool pack(const struct block_writer *writer, size_t first, size_t end,
	struct packed *packed, struct failure *err)
{
	const struct page *page;
	struct said said[KSYM_BLOCK];

	*packed = (struct packed){
		.page = writer->pages->of[first / KSYM_BLOCK]
	};
	page = &writer->pages->items[packed->page];
	for (size_t i = first; i < end; i++) {
		const struct step *step =
			&writer->steps->items[writer->steps->of[i]];
		struct said *s = &said[i - first];
		const int code = page_best(page, step, &s->extras);

		if (code < 0) {
			return fail(err, KSYM_WRITE_SIZE);
		}
		packed->codes[i - first] = (uint8_t)code;
		s->shape = &page->shapes[code];
		s->kind = step->kind;
	}
	return pack_fields(said, (uint32_t)(end - first), packed, err);
}

static bool write_codes(struct block_writer *writer,
	const struct packed *packed, struct failure *err)
{
	if (writer->pages->count > 1 &&
		!bits_write(&writer->bits, packed->page, 8, err)) {
		return false;
	}
	for (uint32_t i = 0; i < KSYM_BLOCK; i++) {
		if (!bits_write(&writer->bits, packed->codes[i], 4, err)) {
			return false;
		}
	}
	return true;
}

static uint32_t own_tokens(const struct parse *parse, size_t i, size_t end)
{
	return i < end ? (uint32_t)(parse->first[i + 1] - parse->first[i]) : 0;
}

/* How many tokens each name shares and how many are its own. */
static bool write_counts(struct block_writer *writer, size_t first, size_t end,
	struct failure *err)
{
	const struct parse *parse = writer->parse;
	bool done = true;

	for (size_t i = first; done && i < first + KSYM_BLOCK; i++) {
		done = bits_write(&writer->bits, i < end ? parse->repeat[i] : 0,
			parse->shared_bits, err);
	}
	for (size_t i = first; done && i < first + KSYM_BLOCK; i++) {
		const uint32_t own = own_tokens(parse, i, end);

		done = bits_write(&writer->bits,
			own < KSYM_COUNT_MORE ? own : KSYM_COUNT_MORE,
			KSYM_COUNT_BITS, err);
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
		for (size_t k = parse->first[i]; k < parse->first[i + 1]; k++) {
			const struct numbering *of =
				&vocabulary->of[token_place(
					parse, (uint32_t)i, k)];
			const uint32_t number = of->numbers[parse->tokens[k]];
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

/* Writes a block; *ANCHORP is where its anchor is. */
static bool write_block(struct block_writer *writer, size_t first,
	uint32_t *anchorp, struct failure *err)
{
	const size_t left = writer->list->count - first;
	const size_t end =
		left < KSYM_BLOCK ? first + left : first + KSYM_BLOCK;
	struct bytes *out = &writer->blocks->stream;
	struct packed packed;

	if (!pack(writer, first, end, &packed, err) ||
		!bytes_append(out, packed.fields, packed.size, err)) {
		return false;
	}
	*anchorp = (uint32_t)out->size;
	return write_codes(writer, &packed, err) &&
	       write_counts(writer, first, end, err) &&
	       write_tokens(writer, first, end, true, err) &&
	       write_tokens(writer, first, end, false, err) &&
	       bits_align(&writer->bits, err);
}

/* The least shift by which the starts fit; KSYM_PLACE_FAR if none does. */
static uint8_t find_shift(
	const uint64_t starts[KSYM_BLOCKS - 1], uint32_t count)
{
	uint64_t any = 0, most = 0;
	uint8_t shift = 0;

	for (uint32_t i = 0; i < count; i++) {
		any |= starts[i];
		most = starts[i];
	}
	while (shift < KSYM_PLACE_FAR && most >> shift >= KSYM_START_NONE) {
		shift++;
	}
	return any % (1u << shift) == 0 ? shift : KSYM_PLACE_FAR;
}

static bool anchors_fit(const uint32_t anchors[KSYM_BLOCKS])
{
	for (uint32_t i = 0; i < KSYM_BLOCKS; i++) {
		if (anchors[i] > UINT16_MAX) {
			return false;
		}
	}
	return true;
}

/* Puts what does not fit into a record where the superblock's bytes begin. */
static void put_far(struct block_writer *writer, uint32_t place,
	const uint64_t starts[KSYM_BLOCKS - 1],
	const uint32_t anchors[KSYM_BLOCKS])
{
	unsigned char *to = writer->blocks->stream.data + place;

	for (uint32_t i = 0; i < KSYM_BLOCKS - 1; i++) {
		for (uint32_t k = 0; k < 8; k++) {
			*to++ = (unsigned char)(starts[i] >> 8 * k);
		}
	}
	for (uint32_t i = 0; i < KSYM_BLOCKS; i++) {
		for (uint32_t k = 0; k < 4; k++) {
			*to++ = (unsigned char)(anchors[i] >> 8 * k);
		}
	}
}

/* Writes the blocks of a superblock behind FAR bytes for what may not fit. */
static bool write_anchored(struct block_writer *writer, size_t first,
	uint32_t far, uint32_t anchors[KSYM_BLOCKS], struct failure *err)
{
	struct bytes *out = &writer->blocks->stream;
	const size_t place = out->size;

	memset(anchors, 0, KSYM_BLOCKS * sizeof(*anchors));
	if (!bytes_append(out, NULL, far, err)) {
		return false;
	}
	for (uint32_t i = 0; i < KSYM_BLOCKS; i++) {
		const size_t symbol = first + (size_t)i * KSYM_BLOCK;

		if (symbol >= writer->list->count) {
			break;
		}
		if (!write_block(writer, symbol, &anchors[i], err)) {
			return false;
		}
		anchors[i] -= (uint32_t)place;
	}
	return out->size <= KSYM_SIZE_MAX || fail(err, KSYM_WRITE_SIZE);
}

/* How far behind their superblock the blocks but the first begin. */
static uint32_t find_starts(const struct input *list, size_t first,
	uint64_t starts[KSYM_BLOCKS - 1])
{
	const struct ksym_write_symbol *symbols = list->symbols;
	uint32_t count = 0;

	for (uint32_t i = 0; i < KSYM_BLOCKS - 1; i++) {
		const size_t symbol = first + (size_t)(i + 1) * KSYM_BLOCK;

		starts[i] = UINT64_MAX;
		if (symbol < list->count) {
			starts[i] = symbols[symbol].addr - symbols[first].addr;
			count++;
		}
	}
	return count;
}

static bool write_superblock(
	struct block_writer *writer, size_t first, struct failure *err)
{
	const struct ksym_write_symbol *symbols = writer->list->symbols;
	struct blocks *blocks = writer->blocks;
	struct superblock *superblock = &blocks->items[blocks->count++];
	uint64_t starts[KSYM_BLOCKS - 1];
	uint32_t anchors[KSYM_BLOCKS];
	const uint32_t count = find_starts(writer->list, first, starts);

	superblock->distance = symbols[first].addr - symbols[0].addr;
	superblock->place = (uint32_t)blocks->stream.size;
	superblock->shift = find_shift(starts, count);
	if (!write_anchored(writer, first, 0, anchors, err)) {
		return false;
	}
	if (superblock->shift == KSYM_PLACE_FAR || !anchors_fit(anchors)) {
		superblock->shift = KSYM_PLACE_FAR;
		blocks->stream.size = superblock->place;
		if (!write_anchored(
			    writer, first, KSYM_FAR_SIZE, anchors, err)) {
			return false;
		}
		put_far(writer, superblock->place, starts, anchors);
		return true;
	}
	for (uint32_t i = 0; i < KSYM_BLOCKS; i++) {
		superblock->anchors[i] = (uint16_t)anchors[i];
	}
	for (uint32_t i = 0; i < KSYM_BLOCKS - 1; i++) {
		superblock->starts[i] =
			i < count ? (uint16_t)(starts[i] >> superblock->shift)
				  : KSYM_START_NONE;
	}
	return true;
}

bool blocks_write(const struct input *list, const struct steps *steps,
	const struct pages *pages, const struct dictionary *dictionary,
	struct blocks *blocks, struct failure *err)
{
	struct block_writer writer = { .list = list,
		.steps = steps,
		.pages = pages,
		.parse = &dictionary->parse,
		.vocabulary = &dictionary->vocabulary,
		.blocks = blocks,
		.bits = { .out = &blocks->stream } };
	bool done;

	blocks->items = allocate(
		list->count / KSYM_SUPERBLOCK + 1, sizeof(*blocks->items), err);
	done = blocks->items != NULL;
	for (size_t i = 0; done && i < list->count; i += KSYM_SUPERBLOCK) {
		done = write_superblock(&writer, i, err);
	}
	return done;
}

void blocks_free(struct blocks *blocks)
{
	free(blocks->stream.data);
	free(blocks->items);
	*blocks = (struct blocks){ 0 };
}
