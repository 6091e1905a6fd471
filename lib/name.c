/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From a symbol to its name: FORMAT.md, "A name". */
#include "table.h"

/* Most phrases are shorter; copying a fixed number of bytes is a few moves. */
#define CHUNK 16

/* Bytes of a table, of which the first length are the phrase. */
struct bytes {
	const uint8_t *from;
	uint32_t length;
	uint32_t left; /* up to the end of the table */
};

/* Writes what there is room for; in the room behind it, anything. */
static void write_bytes(const struct bytes *b, struct ksym_sink_ *sink)
{
	const size_t at = sink->length < sink->room ? sink->length : sink->room;
	const size_t room = sink->room - at;

	if (b->length <= CHUNK && b->left >= CHUNK && room >= CHUNK) {
		memcpy(sink->buf + at, b->from, CHUNK);
		return;
	}
	for (size_t i = 0; i < b->length && i < room; i++) {
		sink->buf[at + i] = (char)b->from[i];
	}
}

static int match_bytes(const struct bytes *b, struct ksym_sink_ *sink)
{
	for (uint32_t i = 0; i < b->length; i++) {
		if (*sink->match == 0 || (uint8_t)*sink->match != b->from[i]) {
			return -KSYM_ERR_NOT_FOUND;
		}
		sink->match++;
	}
	return 0;
}

static void hash_bytes(const struct bytes *b, struct ksym_sink_ *sink)
{
	for (uint32_t i = 0; i < b->length; i++) {
		*sink->hash = (*sink->hash ^ b->from[i]) * KSYM_HASH_PRIME;
	}
}

static int send_bytes(struct bytes b, struct ksym_sink_ *sink)
{
	const uint32_t skipped =
		sink->skip < b.length ? (uint32_t)sink->skip : b.length;
	int err = 0;

	sink->skip -= skipped;
	b.from += skipped;
	b.length -= skipped;
	b.left -= skipped;
	if (sink->match != NULL) {
		err = match_bytes(&b, sink);
	} else if (sink->hash != NULL) {
		hash_bytes(&b, sink);
	} else {
		write_bytes(&b, sink);
	}
	sink->length += b.length;
	return sink->length > KSYM_NAME_MAX ? -KSYM_ERR_CORRUPT : err;
}

/* Sends a phrase to the sink. */
static int spell_phrase(
	const struct ksym_table *t, uint32_t phrase, struct ksym_sink_ *sink)
{
	const uint32_t entry = ksym_word_(
		t, FIELD_(t, KSYM_AT_PHRASES) + KSYM_PHRASE_SIZE * phrase);
	const uint32_t length = entry & KSYM_PHRASE_MAX;
	const uint32_t at = FIELD_(t, KSYM_AT_TEXT) + (entry >> 6 & 0x3ffff);

	if (phrase >= FIELD_(t, KSYM_AT_PHRASE_COUNT) || at > t->size ||
		length > t->size - at) {
		return -KSYM_ERR_CORRUPT;
	}
	return send_bytes(
		(struct bytes){ t->bytes + at, length, t->size - at }, sink);
}

/* Reads the token at *BITP and moves behind it. */
static inline uint32_t read_token(
	const struct ksym_table *t, uint32_t *bitp, uint32_t *valuep)
{
	const uint32_t bits = ksym_word_(t, *bitp >> 3) >> (*bitp & 7);
	const uint32_t selector = bits & 7;
	const uint32_t width = t->token_width[selector];

	*valuep = t->token_first[selector] + (bits >> 3 & ((1u << width) - 1));
	*bitp += KSYM_SELECTOR_BITS + width;
	return selector;
}

/* The tokens of a name that the next one may repeat, and room for one more. */
struct leading {
	uint32_t count;
	uint16_t phrases[KSYM_REPEAT_MAX + 1];
};

/*
 * Moves *BITP behind that many names, and leaves what the name there may
 * repeat. Nothing branches on what the tokens are: it could not be predicted.
 * It ends, since behind the table there are ends of names only.
 */
static void skip_names(const struct ksym_table *t, uint32_t *bitp,
	uint32_t names, struct leading *leading)
{
	uint32_t count = 0; /* tokens of the name in hand, at most REPEAT_MAX */

	leading->count = 0;
	while (names > 0) {
		uint32_t value;
		const uint32_t selector = read_token(t, bitp, &value);
		const uint32_t end = selector == KSYM_SELECTOR_END;
		const uint32_t phrase = selector >= KSYM_FIRST_CLASS;
		const uint32_t repeated =
			value < leading->count ? value : leading->count;
		const uint32_t next = count + (count < KSYM_REPEAT_MAX);

		/* What is no phrase goes where nothing is taken from. */
		leading->phrases[KSYM_REPEAT_MAX -
				 (KSYM_REPEAT_MAX - count) * phrase] =
			(uint16_t)value;
		leading->count = end ? count : leading->count;
		count = phrase ? next : end ? 0 : repeated;
		names -= end;
	}
}

static int spell_leading(const struct ksym_table *t,
	const struct leading *leading, uint32_t count, struct ksym_sink_ *sink)
{
	for (uint32_t i = 0; i < count && i < leading->count; i++) {
		const int err = spell_phrase(t, leading->phrases[i], sink);

		if (err != 0) {
			return err;
		}
	}
	return 0;
}

int ksym_spell_(
	const struct ksym_table *t, uint32_t index, struct ksym_sink_ *sink)
{
	uint32_t bit = ksym_names_(t, index);
	struct leading leading;
	int err = 0;

	skip_names(t, &bit, index % KSYM_BLOCK, &leading);
	while (err == 0) {
		uint32_t value;
		const uint32_t selector = read_token(t, &bit, &value);

		if (selector == KSYM_SELECTOR_END) {
			break;
		}
		err = selector == KSYM_SELECTOR_REPEAT
			      ? spell_leading(t, &leading, value, sink)
			      : spell_phrase(t, value, sink);
	}
	return err;
}

int ksym_name(const struct ksym_table *t, const struct ksym_symbol *sym,
	char *buf, size_t size)
{
	struct ksym_sink_ sink = { buf, size > 0 ? size - 1 : 0, 0, 0, NULL,
		NULL };
	int err = -KSYM_ERR_NOT_FOUND;

	if (sym->index < t->count) {
		err = ksym_spell_(t, sym->index, &sink);
	}
	if (size > 0) {
		buf[err != 0                      ? 0
			: sink.length < sink.room ? sink.length
						  : sink.room] = 0;
	}
	return err != 0 ? err : (int)sink.length;
}
