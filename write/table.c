/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Puts the parts behind the header: FORMAT.md, "The header". */
#include "table.h"

#include <ksym_format.h>
#include <stdlib.h>

#include "names/records.h"

#define SLICES_IN_SUPERBLOCK 2
#define SUPERBLOCKS_TO_SLICE 16 /* fewer are searched as one slice */

/* The table as it grows: the directory is filled as parts end. */
struct table {
	const struct parts *parts;
	struct bytes *out;
	struct failure *err;
	size_t head;                  /* bytes of header and directory */
	uint32_t count;               /* of parts */
	size_t begun[KSYM_PARTS_ALL]; /* where they begin, behind those */
};

static bool append(struct table *t, uint64_t value, unsigned width)
{
	return bytes_append_number(t->out, value, width, t->err);
}

static void set(struct bytes *out, size_t at, unsigned width, uint64_t value)
{
	for (unsigned i = 0; i < width; i++) {
		out->data[at + i] = (value >> (8 * i)) & 0xff;
	}
}

static bool write_regions(struct table *t)
{
	const struct regions *regions = &t->parts->regions;

	for (uint32_t i = 0; i < regions->count; i++) {
		const uint32_t start = regions->items[i].distance;
		/* All but the last distance, which no address has. */
		const uint32_t end = i + 1 < regions->count
					     ? regions->items[i + 1].distance
					     : UINT32_MAX;

		if (!append(t, regions->items[i].addr, 8) ||
			!append(t, end - start - 1, 4) ||
			!append(t, start, 4)) {
			return false;
		}
	}
	return true;
}

/* The shift of slices by which there are about two in a superblock. */
static unsigned slice_shift(const struct blocks *blocks)
{
	const uint64_t length =
		blocks->items[blocks->symbols_count - 1].distance;
	unsigned shift = 0;

	while (length >> shift >=
		(uint64_t)blocks->symbols_count * SLICES_IN_SUPERBLOCK) {
		shift++;
	}
	return shift;
}

/* Of each slice the last superblock that begins at or below it; and the last
 * one of all. */
static bool write_slices(struct table *t)
{
	const struct blocks *blocks = &t->parts->blocks;
	uint64_t last, top = 0;
	unsigned shift;

	if (blocks->symbols_count < SUPERBLOCKS_TO_SLICE) {
		return true;
	}
	shift = slice_shift(blocks);
	last = blocks->items[blocks->symbols_count - 1].distance >> shift;
	for (uint64_t slice = 0; slice <= last; slice++) {
		while (top + 1 < blocks->symbols_count &&
			blocks->items[top + 1].distance <= slice << shift) {
			top++;
		}
		if (!append(t, top, KSYM_SLICE_SIZE)) {
			return false;
		}
	}
	return append(t, blocks->symbols_count - 1, KSYM_SLICE_SIZE);
}

/* All but the place, which is not known yet. */
static bool write_superblock(struct table *t, const struct superblock *s)
{
	bool done = append(t, s->distance, 4) && append(t, 0, 4) &&
		    append(t, s->slope | s->slope_shift << KSYM_SLOPE_BITS, 2);

	for (uint32_t k = 0; done && k < KSYM_BLOCKS - 1; k++) {
		done = append(t, s->starts[k], 2);
	}
	for (uint32_t k = 0; done && k < KSYM_BLOCKS; k++) {
		done = append(t, s->anchors[k], 1);
	}
	return done;
}

/* The same, now that it is known where the stream begins. */
static void set_places(struct table *t)
{
	const struct blocks *blocks = &t->parts->blocks;

	for (uint32_t i = 0; i < blocks->count; i++) {
		const struct superblock *s = &blocks->items[i];
		const size_t at = t->begun[KSYM_PART_SUPERBLOCKS] +
				  (size_t)i * KSYM_RECORD_SIZE;
		const int64_t stream =
			(int64_t)(t->head + t->begun[KSYM_PART_STREAM]);

		set(t->out, at + KSYM_RECORD_PLACE, 4,
			(uint64_t)(s->place + stream) |
				(uint32_t)s->start_shift << KSYM_PLACE_BITS);
	}
}

static bool write_superblocks(struct table *t)
{
	const struct blocks *blocks = &t->parts->blocks;

	for (uint32_t i = 0; i < blocks->count; i++) {
		if (!write_superblock(t, &blocks->items[i])) {
			return false;
		}
	}
	return true;
}

/* Where a page has fewer than KSYM_PAGE shapes, zeros stand for the others. */
static bool write_pages(struct table *t)
{
	const struct pages *pages = &t->parts->pages;

	for (uint32_t i = 0; i < pages->count * KSYM_PAGE; i++) {
		const struct shape *s =
			&pages->items[i / KSYM_PAGE].shapes[i % KSYM_PAGE];
		const bool used =
			i % KSYM_PAGE < pages->items[i / KSYM_PAGE].count;
		const uint64_t shape = s->kind | (uint64_t)s->x_width << 8 |
				       (uint64_t)shape_cost(s) << 16 |
				       (uint64_t)s->shift << 24 |
				       (uint64_t)s->gap_base << 32 |
				       (uint64_t)s->size_base << 48;

		/* Of a table's one page what is not used is left out. */
		if (!used && pages->count == 1) {
			break;
		}
		if (!append(t, used ? shape : 0, KSYM_SHAPE_SIZE)) {
			return false;
		}
	}
	return true;
}

static bool write_resumes(struct table *t)
{
	const struct resumes *resumes = &t->parts->resumes;

	for (uint32_t i = 0; i < resumes->count; i++) {
		if (!append(t, resumes->items[i].distance, 4) ||
			!append(t, resumes->items[i].symbol, 4)) {
			return false;
		}
	}
	return true;
}

/* The stream, behind zeros if it would begin where no anchor may be. */
static bool write_stream(struct table *t)
{
	const size_t least =
		KSYM_BEFORE_ANCHOR - KSYM_HEADER_SIZE - 3 * KSYM_ENTRY_SIZE;

	if (t->out->size < least &&
		!bytes_append(t->out, NULL, least - t->out->size, t->err)) {
		return false;
	}
	t->begun[KSYM_PART_STREAM] = t->out->size;
	return bytes_append(t->out, t->parts->blocks.stream.data,
		t->parts->blocks.stream.size, t->err);
}

static bool write_bytes(struct table *t, const struct bytes *bytes)
{
	return bytes_append(t->out, bytes->data, bytes->size, t->err);
}

static bool write_id(struct table *t)
{
	return bytes_append(t->out, t->parts->options->id,
		t->parts->options->id_size, t->err);
}

/* In the order in which they stand: small ones that lookups need come first. */
static const uint8_t order[] = {
	KSYM_PART_ID,
	KSYM_PART_REGIONS,
	KSYM_PART_SLICES,
	KSYM_PART_SUPERBLOCKS,
	KSYM_PART_PAGES,
	KSYM_PART_RESUMES,
	KSYM_PART_STREAM,
	KSYM_PART_WITHIN,
	KSYM_PART_LAST,
	KSYM_PART_INDEX,
	KSYM_PART_TEXT,
	KSYM_PART_LINES_SETTINGS,
	KSYM_PART_LINES_INDEX,
	KSYM_PART_LINES_CODES,
	KSYM_PART_LINES_SHAPES,
	KSYM_PART_LINES_FUNCTIONS,
	KSYM_PART_LINES_STREAM,
};

#define ALL (sizeof(order) / sizeof(order[0]))

static bool write_part(struct table *t, enum ksym_part part)
{
	const struct dictionary *dictionary = &t->parts->dictionary;

	switch (part) {
	case KSYM_PART_ID:
		return write_id(t);
	case KSYM_PART_REGIONS:
		return write_regions(t);
	case KSYM_PART_SLICES:
		return write_slices(t);
	case KSYM_PART_SUPERBLOCKS:
		return write_superblocks(t);
	case KSYM_PART_PAGES:
		return write_pages(t);
	case KSYM_PART_RESUMES:
		return write_resumes(t);
	case KSYM_PART_STREAM:
		return write_stream(t);
	case KSYM_PART_WITHIN:
		return records_write(dictionary, WITHIN, t->out, t->err);
	case KSYM_PART_LAST:
		return records_write(dictionary, LAST, t->out, t->err);
	case KSYM_PART_INDEX:
		return write_bytes(t, &t->parts->index);
	case KSYM_PART_TEXT:
		return write_bytes(t, &dictionary->text.bytes);
	default:
		return write_bytes(t, lines_part(&t->parts->lines, part));
	}
}

static bool write_parts(struct table *t, uint32_t sizes[ALL])
{
	for (size_t i = 0; i < ALL; i++) {
		const size_t begun = t->out->size;

		t->begun[order[i]] = begun;
		if (!write_part(t, order[i])) {
			return false;
		}
		sizes[i] = (uint32_t)(t->out->size - begun);
		t->count += sizes[i] > 0;
	}
	t->head = KSYM_HEADER_SIZE + KSYM_ENTRY_SIZE * t->count;
	set_places(t);
	return true;
}

static bool write_directory(struct table *t, const uint32_t sizes[ALL])
{
	for (size_t i = 0; i < ALL; i++) {
		if (sizes[i] > 0 &&
			(!append(t, order[i], 1) || !append(t, sizes[i], 4))) {
			return false;
		}
	}
	return true;
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

static void fill_settings(const struct table *t)
{
	const struct parts *parts = t->parts;
	const struct dictionary *dictionary = &parts->dictionary;
	const struct record_layout layout = records_layout(dictionary);
	struct bytes *out = t->out;

	set(out, KSYM_AT_CLASS_WIDTH, 1, dictionary->vocabulary.width);
	set(out, KSYM_AT_PHRASE_BITS, 1, layout.bits);
	set(out, KSYM_AT_LENGTH_BITS, 1, layout.length_bits);
	set(out, KSYM_AT_PAGED, 1, parts->pages.count > 1);
	if (parts->blocks.symbols_count >= SUPERBLOCKS_TO_SLICE) {
		set(out, KSYM_AT_SLICE_SHIFT, 1, slice_shift(&parts->blocks));
	}
}

static void fill_header(const struct table *t)
{
	const struct parts *parts = t->parts;
	const struct ksym_write_options *origin = parts->options;
	struct bytes *out = t->out;

	set(out, KSYM_AT_MAGIC, 4, KSYM_MAGIC);
	set(out, KSYM_AT_VERSION, 1, KSYM_FORMAT_VERSION);
	set(out, KSYM_AT_LEAST_VERSION, 1, KSYM_FORMAT_VERSION);
	set(out, KSYM_AT_HEADER_SIZE, 1, KSYM_HEADER_SIZE);
	set(out, KSYM_AT_PARTS, 1, t->count);
	set(out, KSYM_AT_SIZE, 4, out->size);
	set(out, KSYM_AT_COUNT, 4, parts->list->count);
	fill_settings(t);
	set(out, KSYM_AT_SELECTED, 1, origin->selected);
	set(out, KSYM_AT_ELF, 1, origin->elf_class | origin->elf_data << 4);
	set(out, KSYM_AT_MACHINE, 2, origin->machine);
	set(out, KSYM_AT_MAX_NAME, 2, origin->max_name);
	set(out, KSYM_AT_CHECKSUM, 4, checksum(out));
}

/* Adds what readers may take behind pages, blocks and text, as words and more. */
static bool write_tail(struct table *t)
{
	const struct parts *parts = t->parts;
	size_t want = t->out->size;

	if (parts->list->count > 0) {
		const size_t pages =
			t->begun[KSYM_PART_PAGES] + (size_t)KSYM_PAGE_SIZE;
		const size_t blocks =
			t->begun[KSYM_PART_STREAM] + parts->blocks.reach;

		want = pages > want ? pages : want;
		want = blocks > want ? blocks : want;
	}
	return bytes_append(
		t->out, NULL, want + KSYM_TAIL - t->out->size, t->err);
}

bool table_write(
	const struct parts *parts, struct bytes *out, struct failure *err)
{
	struct bytes body = { 0 };
	struct table t = { .parts = parts, .out = &body, .err = err };
	uint32_t sizes[ALL];
	bool done = write_parts(&t, sizes) && write_tail(&t);

	t.out = out;
	done = done && bytes_append(out, NULL, KSYM_HEADER_SIZE, err) &&
	       write_directory(&t, sizes) &&
	       bytes_append(out, body.data, body.size, err);
	free(body.data);
	if (done) {
		fill_header(&t);
	}
	return done;
}
