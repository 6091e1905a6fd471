/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Puts the parts behind the header: FORMAT.md, "The header". */
#include "table.h"

#include <ksym_format.h>
#include <string.h>

#include "index/index.h"

#define TEXT_AT_MAX     (1u << 18)
#define BLOCKS_IN_SLICE 2
#define BLOCKS_TO_SLICE 32 /* fewer are searched as one slice */
#define SLICES_MAX      (1u << 20)
#define SHIFT_MAX       63
#define LENGTH_BITS     6
#define PLACES_MAX      (1u << 24) /* of a stream in records that are not wide */
#define PADDING         4

static bool append(
	struct bytes *out, uint64_t value, unsigned width, struct failure *err)
{
	unsigned char bytes[8];

	for (unsigned i = 0; i < width; i++) {
		bytes[i] = (value >> (8 * i)) & 0xff;
	}
	return bytes_append(out, bytes, width, err);
}

static void set(struct bytes *out, size_t at, unsigned width, uint64_t value)
{
	for (unsigned i = 0; i < width; i++) {
		out->data[at + i] = (value >> (8 * i)) & 0xff;
	}
}

/* Notes in the header that a part begins here. */
static void begin_part(struct bytes *out, size_t field)
{
	set(out, field, 4, out->size);
}

static bool is_wide(const struct parts *parts)
{
	const struct input *list = parts->list;
	const struct resumes *resumes = &parts->resumes;

	if (list->count == 0) {
		return false;
	}
	return parts->blocks.stream.size >= PLACES_MAX ||
	       list->symbols[list->count - 1].addr - list->symbols[0].addr >
		       UINT32_MAX ||
	       (resumes->count > 0 &&
		       resumes->items[resumes->count - 1].distance >
			       UINT32_MAX);
}

static bool write_tops(
	const struct parts *parts, struct bytes *out, struct failure *err)
{
	const struct blocks *blocks = &parts->blocks;
	uint64_t last, slices;
	uint32_t block = 0;
	const uint64_t most = blocks->count < BLOCKS_TO_SLICE
				      ? 0
				      : blocks->count / BLOCKS_IN_SLICE;
	unsigned shift = 0;

	begin_part(out, KSYM_AT_TOPS);
	if (blocks->count == 0) {
		return bytes_append(out, NULL, 8, err);
	}
	last = blocks->records[blocks->count - 1].distance;
	while (shift < SHIFT_MAX &&
		(last >> shift > most || last >> shift >= SLICES_MAX)) {
		shift++;
	}
	slices = (last >> shift) + 1;
	for (uint64_t slice = 0; slice < slices; slice++) {
		while (block + 1 < blocks->count &&
			blocks->records[block + 1].distance <= slice << shift) {
			block++;
		}
		if (!append(out, slice > 0 ? block : 0, 4, err)) {
			return false;
		}
	}
	set(out, KSYM_AT_TOP_SHIFT, 1, shift);
	set(out, KSYM_AT_LAST_SLICE, 4, slices - 1);
	return append(out, blocks->count - 1, 4, err);
}

static bool write_blocks(
	const struct parts *parts, struct bytes *out, struct failure *err)
{
	const struct blocks *blocks = &parts->blocks;
	const bool wide = is_wide(parts);

	begin_part(out, KSYM_AT_BLOCKS);
	for (uint32_t i = 0; i <= blocks->count; i++) {
		if (!append(out, blocks->records[i].distance, wide ? 8 : 4,
			    err) ||
			!append(out, blocks->records[i].at, wide ? 4 : 3,
				err)) {
			return false;
		}
	}
	set(out, KSYM_AT_WIDE, 1, wide);
	return true;
}

/* Codes are masked, so that there are as many shapes as a power of two. */
static bool write_shapes(
	const struct parts *parts, struct bytes *out, struct failure *err)
{
	uint32_t count = 1;

	begin_part(out, KSYM_AT_SHAPES);
	while (count < parts->shapes.count) {
		count *= 2;
	}
	for (uint32_t i = 0; i < count; i++) {
		const struct shape *shape = &parts->shapes.shapes[i];
		const unsigned char bytes[] = { shape->kind, shape->x_width,
			shape->x_width + shape->y_width, shape->shift,
			shape->gap_base & 0xff, shape->gap_base >> 8,
			shape->size_base & 0xff, shape->size_base >> 8 };

		_Static_assert(sizeof(bytes) == KSYM_SHAPE_SIZE, "a shape");
		if (!bytes_append(out, bytes, sizeof(bytes), err)) {
			return false;
		}
	}
	set(out, KSYM_AT_SHAPE_MASK, 1, count - 1);
	return true;
}

static bool write_resumes(
	const struct parts *parts, struct bytes *out, struct failure *err)
{
	const struct resumes *resumes = &parts->resumes;
	const unsigned width = is_wide(parts) ? 8 : 4;

	begin_part(out, KSYM_AT_RESUMES);
	for (uint32_t i = 0; i < resumes->count; i++) {
		if (!append(out, resumes->items[i].distance, width, err) ||
			!append(out, resumes->items[i].symbol, 4, err)) {
			return false;
		}
	}
	set(out, KSYM_AT_RESUME_COUNT, 4, resumes->count);
	return true;
}

static bool write_stream(
	const struct parts *parts, struct bytes *out, struct failure *err)
{
	begin_part(out, KSYM_AT_STREAM);
	return bytes_append(
		out, parts->blocks.stream.data, parts->blocks.stream.size, err);
}

static bool write_phrases(
	const struct parts *parts, struct bytes *out, struct failure *err)
{
	const struct dictionary *dictionary = &parts->dictionary;
	const struct vocabulary *vocabulary = &dictionary->vocabulary;

	begin_part(out, KSYM_AT_PHRASES);
	for (uint32_t i = 0; i < vocabulary->count; i++) {
		const uint32_t at = dictionary->text.at[i];
		const uint32_t length =
			dictionary->set.phrases[vocabulary->phrases[i]].length;

		if (at >= TEXT_AT_MAX) {
			return fail(err, KSYM_WRITE_PHRASES,
				.found = dictionary->text.bytes.size,
				.limit = TEXT_AT_MAX);
		}
		if (!append(out, length | at << LENGTH_BITS, KSYM_PHRASE_SIZE,
			    err)) {
			return false;
		}
	}
	set(out, KSYM_AT_PHRASE_COUNT, 4, vocabulary->count);
	begin_part(out, KSYM_AT_TEXT);
	for (unsigned class = 0; class < KSYM_CLASSES; class ++) {
		set(out, KSYM_AT_CLASS_WIDTHS + class, 1,
			vocabulary->widths[class]);
	}
	return bytes_append(out, dictionary->text.bytes.data,
		dictionary->text.bytes.size, err);
}

static bool write_index(
	const struct parts *parts, struct bytes *out, struct failure *err)
{
	if (!parts->options->by_name) {
		return true;
	}
	begin_part(out, KSYM_AT_INDEX);
	return index_write(&parts->names, out, err);
}

/* CRC-32, reflected, 0xedb88320, of all but the checksum's own bytes. */
static uint32_t checksum(const struct bytes *table)
{
	uint32_t steps[256], crc = UINT32_MAX;

	for (uint32_t i = 0; i < 256; i++) {
		steps[i] = i;
		for (int bit = 0; bit < 8; bit++) {
			steps[i] =
				steps[i] >> 1 ^ (0xedb88320u & -(steps[i] & 1));
		}
	}
	for (size_t i = 0; i < table->size; i++) {
		if (i >= KSYM_AT_CHECKSUM && i < KSYM_AT_CHECKSUM + 4) {
			continue;
		}
		crc = crc >> 8 ^ steps[(crc ^ table->data[i]) & 0xff];
	}
	return ~crc;
}

static void write_origin(
	const struct ksym_write_options *origin, struct bytes *out)
{
	set(out, KSYM_AT_SELECTED, 1, origin->selected);
	set(out, KSYM_AT_ID_SIZE, 1, origin->id_size);
	if (origin->id_size > 0) {
		memcpy(out->data + KSYM_AT_ID, origin->id, origin->id_size);
	}
	set(out, KSYM_AT_MACHINE, 2, origin->machine);
	set(out, KSYM_AT_CLASS, 1, origin->elf_class);
	set(out, KSYM_AT_DATA, 1, origin->elf_data);
	set(out, KSYM_AT_MAX_NAME, 2, origin->max_name);
}

static void finish_header(const struct parts *parts, struct bytes *out)
{
	const struct input *list = parts->list;

	set(out, KSYM_AT_MAGIC, 4, KSYM_MAGIC);
	set(out, KSYM_AT_VERSION, 1, KSYM_FORMAT_VERSION);
	set(out, KSYM_AT_LEAST_VERSION, 1, KSYM_FORMAT_VERSION);
	set(out, KSYM_AT_HEADER_SIZE, 2, KSYM_HEADER_SIZE);
	set(out, KSYM_AT_SIZE, 4, out->size);
	set(out, KSYM_AT_BASE, 8, list->count > 0 ? list->symbols[0].addr : 0);
	set(out, KSYM_AT_COUNT, 4, list->count);
	write_origin(parts->options, out);
	set(out, KSYM_AT_CHECKSUM, 4, checksum(out));
}

bool table_write(
	const struct parts *parts, struct bytes *out, struct failure *err)
{
	if (!bytes_append(out, NULL, KSYM_HEADER_SIZE, err) ||
		!write_shapes(parts, out, err) ||
		!write_tops(parts, out, err) ||
		!write_blocks(parts, out, err) ||
		!write_resumes(parts, out, err) ||
		!write_stream(parts, out, err) ||
		!write_phrases(parts, out, err) ||
		!write_index(parts, out, err) ||
		!bytes_append(out, NULL, PADDING, err)) {
		return false;
	}
	if (out->size > KSYM_SIZE_MAX) {
		return fail(err, KSYM_WRITE_SIZE, .found = out->size,
			.limit = KSYM_SIZE_MAX);
	}
	finish_header(parts, out);
	return true;
}
