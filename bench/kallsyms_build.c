/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "kallsyms.h"

/* The names while pairs of their tokens are replaced by new tokens. */
struct builder {
	uint8_t **runs;
	uint32_t *lengths;
	uint32_t count;
	uint32_t *pairs; /* how often each of 256 x 256 stands in the runs */
	char *texts[256];
};

static void *allocate(size_t count, size_t size)
{
	void *bytes = calloc(count + 1, size);

	if (bytes == NULL) {
		err(1, "the kallsyms tables");
	}
	return bytes;
}

static void count_pairs(
	struct builder *b, const uint8_t *run, uint32_t length, uint32_t change)
{
	for (uint32_t i = 0; i + 1 < length; i++) {
		b->pairs[run[i] << 8 | run[i + 1]] += change;
	}
}

static void set_text(struct builder *b, uint32_t token, const char *first,
	const char *second)
{
	const size_t size = strlen(first) + strlen(second);

	b->texts[token] = allocate(size, 1);
	memcpy(b->texts[token], first, strlen(first));
	memcpy(b->texts[token] + strlen(first), second, strlen(second));
}

static void start(struct builder *b, const struct list *list)
{
	*b = (struct builder){ .count = list->count };
	b->runs = allocate(list->count, sizeof(*b->runs));
	b->lengths = allocate(list->count, sizeof(*b->lengths));
	b->pairs = allocate(65536, sizeof(*b->pairs));
	for (uint32_t i = 0; i < list->count; i++) {
		const struct item *item = &list->items[i];
		const size_t length = strlen(item->name);
		uint8_t *run = allocate(length + 1, 1);

		run[0] = (uint8_t)item->letter;
		memcpy(run + 1, item->name, length);
		b->runs[i] = run;
		b->lengths[i] = (uint32_t)length + 1;
		count_pairs(b, run, b->lengths[i], 1);
		for (size_t k = 0; k <= length; k++) {
			const char text[2] = { (char)run[k] };

			if (b->texts[run[k]] == NULL) {
				set_text(b, run[k], text, "");
			}
		}
	}
}

static uint32_t best_pair(const struct builder *b)
{
	uint32_t best = 0;

	for (uint32_t i = 1; i < 65536; i++) {
		if (b->pairs[i] > b->pairs[best]) {
			best = i;
		}
	}
	return best;
}

static bool has_pair(const uint8_t *run, uint32_t length, uint32_t pair)
{
	const uint8_t *last = run + length - 1, *at = run;

	while ((at = memchr(at, (int)(pair >> 8), (size_t)(last - at))) !=
		NULL) {
		if (*++at == (pair & 0xff)) {
			return true;
		}
	}
	return false;
}

/* Puts TOKEN for PAIR in a run and returns its new length. */
static uint32_t replace_pair(
	uint8_t *run, uint32_t length, uint32_t pair, uint32_t token)
{
	uint32_t to = 0;

	for (uint32_t from = 0; from < length; from++) {
		if (from + 1 < length &&
			(uint32_t)(run[from] << 8 | run[from + 1]) == pair) {
			run[to++] = (uint8_t)token;
			from++;
		} else {
			run[to++] = run[from];
		}
	}
	return to;
}

static void replace_all(struct builder *b, uint32_t pair, uint32_t token)
{
	for (uint32_t i = 0; i < b->count; i++) {
		uint8_t *run = b->runs[i];

		if (!has_pair(run, b->lengths[i], pair)) {
			continue;
		}
		count_pairs(b, run, b->lengths[i], UINT32_MAX);
		b->lengths[i] = replace_pair(run, b->lengths[i], pair, token);
		count_pairs(b, run, b->lengths[i], 1);
	}
}

static void choose_tokens(struct builder *b)
{
	for (uint32_t token = 256; token-- > 0;) {
		uint32_t pair;

		if (b->texts[token] != NULL) {
			continue;
		}
		pair = best_pair(b);
		if (b->pairs[pair] == 0) {
			return;
		}
		set_text(b, token, b->texts[pair >> 8], b->texts[pair & 0xff]);
		replace_all(b, pair, token);
	}
}

static void write_names(const struct builder *b, struct kallsyms *k)
{
	uint64_t size = 0;
	uint8_t *to;

	for (uint32_t i = 0; i < b->count; i++) {
		size += 2 + b->lengths[i];
	}
	k->names = to = allocate(size, 1);
	k->markers = allocate(b->count / 256 + 1, sizeof(*k->markers));
	for (uint32_t i = 0; i < b->count; i++) {
		const uint32_t length = b->lengths[i];

		if (i % 256 == 0) {
			k->markers[i / 256] = (uint32_t)(to - k->names);
		}
		if (length < 128) {
			*to++ = (uint8_t)length;
		} else {
			*to++ = (uint8_t)(length | 0x80);
			*to++ = (uint8_t)(length >> 7);
		}
		memcpy(to, b->runs[i], length);
		to += length;
	}
	k->names_size = (uint64_t)(to - k->names);
}

static void write_tokens(const struct builder *b, struct kallsyms *k)
{
	size_t size = 0;

	for (int i = 0; i < 256; i++) {
		size += b->texts[i] == NULL ? 1 : strlen(b->texts[i]) + 1;
	}
	k->tokens = allocate(size, 1);
	k->tokens_size = size;
	size = 0;
	for (int i = 0; i < 256; i++) {
		const char *text = b->texts[i] == NULL ? "" : b->texts[i];

		k->token_at[i] = (uint16_t)size;
		memcpy(k->tokens + size, text, strlen(text) + 1);
		size += strlen(text) + 1;
	}
}

static void write_symbols(const struct list *list, struct kallsyms *k)
{
	k->offsets = allocate(list->count, sizeof(*k->offsets));
	k->sequence = allocate(list->count, 3);
	for (uint32_t i = 0; i < list->count; i++) {
		const uint32_t position = list->by_name[i];
		uint8_t *to = k->sequence + 3 * (size_t)i;

		k->offsets[i] = (uint32_t)(list->items[i].addr - k->base);
		to[0] = (uint8_t)(position >> 16);
		to[1] = (uint8_t)(position >> 8);
		to[2] = (uint8_t)position;
	}
}

static void finish(struct builder *b)
{
	for (uint32_t i = 0; i < b->count; i++) {
		free(b->runs[i]);
	}
	for (int i = 0; i < 256; i++) {
		free(b->texts[i]);
	}
	free(b->runs);
	free(b->lengths);
	free(b->pairs);
}

bool kallsyms_build(const struct list *list, struct kallsyms *k)
{
	struct builder b;

	*k = (struct kallsyms){ .base = list->items[0].addr,
		.count = list->count };
	if (list->items[list->count - 1].addr - k->base > UINT32_MAX ||
		list->count >= 1u << 24 || list->longest >= 1u << 14) {
		return false;
	}
	start(&b, list);
	choose_tokens(&b);
	write_names(&b, k);
	write_tokens(&b, k);
	write_symbols(list, k);
	finish(&b);
	return true;
}
