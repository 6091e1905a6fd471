/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "kallsyms.h"

#include <string.h>

uint64_t kallsyms_bytes(const struct kallsyms *k)
{
	const uint64_t markers = (k->count + 255u) / 256u;

	return 8 + k->names_size + k->tokens_size + sizeof(k->token_at) +
	       4 * (k->count + markers);
}

uint64_t kallsyms_sequence_bytes(const struct kallsyms *k)
{
	return 3ull * k->count;
}

uint32_t kallsyms_position(
	const struct kallsyms *k, uint64_t addr, uint64_t *sizep)
{
	const uint64_t offset = addr - k->base;
	uint32_t low = 0, high = k->count, next;

	while (high - low > 1) {
		const uint32_t middle = low + (high - low) / 2;

		if (k->offsets[middle] <= offset) {
			low = middle;
		} else {
			high = middle;
		}
	}
	for (next = low + 1; next < k->count; next++) {
		if (k->offsets[next] > k->offsets[low]) {
			break;
		}
	}
	*sizep = next < k->count ? k->offsets[next] - k->offsets[low] : 0;
	while (low > 0 && k->offsets[low - 1] == k->offsets[low]) {
		low--;
	}
	return low;
}

/* Reads how many tokens a name has and goes behind that. */
static uint32_t take_length(const uint8_t **atp)
{
	uint32_t length = *(*atp)++;

	if (length & 0x80) {
		length = (length & 0x7f) | (uint32_t) * (*atp)++ << 7;
	}
	return length;
}

static const uint8_t *name_at(const struct kallsyms *k, uint32_t position)
{
	const uint8_t *at = k->names + k->markers[position >> 8];

	for (uint32_t i = 0; i < (position & 0xff); i++) {
		const uint32_t length = take_length(&at);

		at += length;
	}
	return at;
}

size_t kallsyms_name(
	const struct kallsyms *k, uint32_t position, char *buf, size_t size)
{
	const uint8_t *at = name_at(k, position);
	uint32_t left = take_length(&at);
	bool letter = true;
	size_t length = 0;

	for (; left > 0; left--) {
		const char *token = k->tokens + k->token_at[*at++];

		if (letter) {
			token++;
			letter = false;
		}
		for (; *token != '\0' && length + 1 < size; token++) {
			buf[length++] = *token;
		}
	}
	buf[length] = '\0';
	return length;
}

static uint32_t at_sequence(const struct kallsyms *k, uint32_t i)
{
	const uint8_t *at = k->sequence + 3 * (size_t)i;

	return (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
}

static int compare(const struct kallsyms *k, uint32_t i, const char *name,
	char *buf, size_t size)
{
	(void)kallsyms_name(k, at_sequence(k, i), buf, size);
	return strcmp(name, buf);
}

uint32_t kallsyms_find(
	const struct kallsyms *k, const char *name, char *buf, size_t size)
{
	uint32_t low = 0, high = k->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const int order = compare(k, middle, name, buf, size);

		if (order == 0) {
			while (middle > 0 &&
				compare(k, middle - 1, name, buf, size) == 0) {
				middle--;
			}
			return at_sequence(k, middle);
		}
		if (order > 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return NOBODY;
}
