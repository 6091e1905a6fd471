/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Puts the parts behind the header: FORMAT.md, "The header". */
#include "stages.h"

#include <string.h>

#define SLICES_IN_SUPERBLOCK 2
#define SUPERBLOCKS_TO_SLICE 16 /* fewer are searched as one slice */
#define WORD                 8

/* The table as it grows: the directory is filled as parts end. */
struct table {
	const struct parts *parts;
	struct bytes *out;
	struct failure *err;
	size_t pages;   /* where they begin, behind header and directory */
	uint32_t count; /* of parts */
	bool wide;
};

static bool append(struct table *t, uint64_t value, unsigned width)
{
	unsigned char bytes[8];

	for (unsigned i = 0; i < width; i++) {
		bytes[i] = (value >> (8 * i)) & 0xff;
	}
	return bytes_append(t->out, bytes, width, t->err);
}

static void set(struct bytes *out, size_t at, unsigned width, uint64_t value)
{
	for (unsigned i = 0; i < width; i++) {
		out->data[at + i] = (value >> (8 * i)) & 0xff;
	}
}

static bool is_wide(const struct parts *parts)
{
	const struct input *list = parts->list;
	const struct resumes *resumes = &parts->resumes;

	return list->count > 0 &&
	       (list->symbols[list->count - 1].addr - list->symbols[0].addr >
			       UINT32_MAX ||
		       (resumes->count > 0 &&
			       resumes->items[resumes->count - 1].distance >
				       UINT32_MAX));
}

/*
 * The distance from which slices are worth having: in kernels most symbols lie
 * behind the widest hole, with some of each processor's data below it.
 */
static uint64_t first_slice(const struct blocks *blocks)
{
	uint64_t hole = 0, first = 0;
	const uint64_t last = blocks->items[blocks->count - 1].distance;

	for (uint32_t i = 1; i < blocks->count; i++) {
		const uint64_t gap = blocks->items[i].distance -
				     blocks->items[i - 1].distance;

		if (gap > hole) {
			hole = gap;
			first = blocks->items[i].distance;
		}
	}
	return hole > last / 2 ? first : 0;
}

/* The last superblock that begins at or below a distance. */
static bool write_tops(
	struct table *t, uint64_t first, uint64_t slices, unsigned shift)
{
	const struct blocks *blocks = &t->parts->blocks;
	uint32_t top = 0;

	for (uint64_t slice = 0; slice < slices; slice++) {
		while (slice > 0 && top + 1 < blocks->count &&
			blocks->items[top + 1].distance <=
				first + (slice << shift)) {
			top++;
		}
		if (!append(t, top, KSYM_TOP_SIZE)) {
			return false;
		}
	}
	return append(t, blocks->count - 1, KSYM_TOP_SIZE);
}

static bool write_slices(struct table *t)
{
	const struct blocks *blocks = &t->parts->blocks;
	uint64_t first, length;
	unsigned shift = 0;

	if (blocks->count < SUPERBLOCKS_TO_SLICE) {
		return true;
	}
	first = first_slice(blocks);
	length = blocks->items[blocks->count - 1].distance - first;
	while (shift < KSYM_SLICE_SHIFT_MAX &&
		length >> shift >=
			(uint64_t)blocks->count * SLICES_IN_SUPERBLOCK) {
		shift++;
	}
	return append(t, shift, 1) && append(t, length >> shift, 3) &&
	       append(t, first, 8) &&
	       write_tops(t, first, (length >> shift) + 1, shift);
}

static bool write_superblocks(struct table *t)
{
	const struct blocks *blocks = &t->parts->blocks;

	for (uint32_t i = 0; i < blocks->count; i++) {
		const struct superblock *s = &blocks->items[i];

		if (!append(t, s->distance, t->wide ? 8 : 4) ||
			!append(t,
				s->place | (uint32_t)s->shift
						   << KSYM_PLACE_BITS,
				4)) {
			return false;
		}
		for (uint32_t k = 0; k < KSYM_BLOCKS - 1; k++) {
			if (!append(t, s->starts[k], 2)) {
				return false;
			}
		}
		for (uint32_t k = 0; k < KSYM_BLOCKS; k++) {
			if (!append(t, s->anchors[k], 2)) {
				return false;
			}
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

	if (resumes->count > 0 && !append(t, resumes->count, 4)) {
		return false;
	}
	for (uint32_t i = 0; i < resumes->count; i++) {
		if (!append(t, resumes->items[i].distance, t->wide ? 8 : 4) ||
			!append(t, resumes->items[i].symbol, 4)) {
			return false;
		}
	}
	return true;
}

static bool write_stream(struct table *t)
{
	return bytes_append(t->out, t->parts->blocks.stream.data,
		t->parts->blocks.stream.size, t->err);
}

/* How records of phrases are laid out: the fewest bytes that hold them all. */
struct record_layout {
	unsigned size, length_bits;
};

static struct record_layout record_layout(const struct dictionary *dictionary)
{
	const uint64_t text = dictionary->text.bytes.size;
	unsigned longest = 0;
	struct record_layout layout = { 2, 0 };

	for (uint32_t i = 0; i < dictionary->set.count; i++) {
		const struct phrase *phrase = &dictionary->set.phrases[i];

		longest = phrase_is_live(phrase) && phrase->length > longest
				  ? phrase->length
				  : longest;
	}
	layout.length_bits = longest < 4 ? 3 : width_of(longest);
	while (layout.size < 4 &&
		text >> (8 * layout.size - layout.length_bits) != 0) {
		layout.size++;
	}
	return layout;
}

static bool write_phrases(struct table *t, enum place place)
{
	const struct dictionary *dictionary = &t->parts->dictionary;
	const struct numbering *of = &dictionary->vocabulary.of[place];
	const struct record_layout layout = record_layout(dictionary);

	for (uint32_t i = 0; i < of->count; i++) {
		const uint32_t at = dictionary->text.at[of->phrases[i]];
		const uint32_t length =
			dictionary->set.phrases[of->phrases[i]].length;

		if (at >> (8 * layout.size - layout.length_bits) != 0) {
			return fail(t->err, KSYM_WRITE_PHRASES);
		}
		if (!append(t, length | at << layout.length_bits,
			    layout.size)) {
			return false;
		}
	}
	return true;
}

static bool write_within(struct table *t)
{
	return write_phrases(t, WITHIN);
}

static bool write_last(struct table *t)
{
	return write_phrases(t, LAST);
}

static bool write_text(struct table *t)
{
	const struct bytes *text = &t->parts->dictionary.text.bytes;

	return bytes_append(t->out, text->data, text->size, t->err);
}

static bool write_index(struct table *t)
{
	return !t->parts->options->by_name ||
	       index_write(&t->parts->names, t->out, t->err);
}

static bool write_id(struct table *t)
{
	return bytes_append(t->out, t->parts->options->id,
		t->parts->options->id_size, t->err);
}

/* In the order in which they stand: small ones that lookups need come first. */
static const struct {
	uint8_t tag;
	bool (*write)(struct table *t);
} writers[] = {
	{ KSYM_PART_ID, write_id },
	{ KSYM_PART_SLICES, write_slices },
	{ KSYM_PART_SUPERBLOCKS, write_superblocks },
	{ KSYM_PART_PAGES, write_pages },
	{ KSYM_PART_RESUMES, write_resumes },
	{ KSYM_PART_STREAM, write_stream },
	{ KSYM_PART_WITHIN, write_within },
	{ KSYM_PART_LAST, write_last },
	{ KSYM_PART_INDEX, write_index },
	{ KSYM_PART_TEXT, write_text },
};

#define WRITERS (sizeof(writers) / sizeof(writers[0]))

/* Writes the parts that are there, and the directory before them. */
static bool write_parts(struct table *t, uint32_t sizes[WRITERS])
{
	for (size_t i = 0; i < WRITERS; i++) {
		const size_t begun = t->out->size;

		t->pages = writers[i].tag == KSYM_PART_PAGES ? begun : t->pages;
		if (!writers[i].write(t)) {
			return false;
		}
		sizes[i] = (uint32_t)(t->out->size - begun);
		t->count += sizes[i] > 0;
		if (t->out->size > KSYM_SIZE_MAX) {
			return fail(t->err, KSYM_WRITE_SIZE);
		}
	}
	return true;
}

static bool write_directory(struct table *t, const uint32_t sizes[WRITERS])
{
	for (size_t i = 0; i < WRITERS; i++) {
		if (sizes[i] > 0 && (!append(t, writers[i].tag, 1) ||
					    !append(t, sizes[i], 4))) {
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

static void fill_header(const struct table *t)
{
	const struct parts *parts = t->parts;
	const struct ksym_write_options *origin = parts->options;
	const struct record_layout layout = record_layout(&parts->dictionary);
	struct bytes *out = t->out;

	set(out, KSYM_AT_MAGIC, 4, KSYM_MAGIC);
	set(out, KSYM_AT_VERSION, 1, KSYM_FORMAT_VERSION);
	set(out, KSYM_AT_LEAST_VERSION, 1, KSYM_FORMAT_VERSION);
	set(out, KSYM_AT_HEADER_SIZE, 1, KSYM_HEADER_SIZE);
	set(out, KSYM_AT_PARTS, 1, t->count);
	set(out, KSYM_AT_SIZE, 4, out->size);
	set(out, KSYM_AT_BASE, 8,
		parts->list->count > 0 ? parts->list->symbols[0].addr : 0);
	set(out, KSYM_AT_COUNT, 4, parts->list->count);
	set(out, KSYM_AT_SELECTED, 1, origin->selected);
	set(out, KSYM_AT_ELF, 1, origin->elf_class | origin->elf_data << 4);
	set(out, KSYM_AT_MACHINE, 2, origin->machine);
	set(out, KSYM_AT_MAX_NAME, 2, origin->max_name);
	set(out, KSYM_AT_CLASS_WIDTH, 1, parts->dictionary.vocabulary.width);
	set(out, KSYM_AT_PHRASE, 1, layout.size | layout.length_bits << 4);
	set(out, KSYM_AT_SHARED_BITS, 1, parts->dictionary.parse.shared_bits);
	set(out, KSYM_AT_FLAGS, 1,
		(t->wide ? KSYM_FLAG_WIDE : 0) |
			(parts->pages.count > 1 ? KSYM_FLAG_PAGED : 0));
	set(out, KSYM_AT_CHECKSUM, 4, checksum(out));
}

bool table_write(
	const struct parts *parts, struct bytes *out, struct failure *err)
{
	struct bytes body = { 0 };
	struct table t = {
		.parts = parts, .out = &body, .err = err, .wide = is_wide(parts)
	};
	uint32_t sizes[WRITERS];
	bool done = write_parts(&t, sizes);

	/*
	 * A page is read whole, with what stands behind it, and so is a word;
	 * nothing else is read of the text but what it has, so it serves.
	 */
	if (done && parts->list->count > 0 &&
		body.size < t.pages + KSYM_PAGE_SIZE) {
		done = bytes_append(
			&body, NULL, t.pages + KSYM_PAGE_SIZE - body.size, err);
	} else if (done && parts->dictionary.text.bytes.size < WORD) {
		done = bytes_append(&body, NULL, WORD, err);
	}
	t.out = out;
	done = done && bytes_append(out, NULL, KSYM_HEADER_SIZE, err) &&
	       write_directory(&t, sizes) &&
	       bytes_append(out, body.data, body.size, err);
	bytes_free(&body);
	if (done) {
		fill_header(&t);
	}
	return done;
}
