/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* From a name to a symbol, and on to others of that name. */
#include "table.h"

/* Names are compared through windows of this many bytes. */
#define WINDOW 32

/* Whether that is the name of a symbol, whose index is below the count. */
static bool is_named(
	const struct ksym_table *t, uint32_t index, const char *name)
{
	struct ksym_sink_ sink = { NULL, 0, 0, 0, name, NULL };

	return ksym_spell_(t, index, &sink) == 0 && *sink.match == 0;
}

/* The part of a name from skip on; returns the length of all that follows. */
static size_t read_window(const struct ksym_table *t, uint32_t index,
	size_t skip, char window[WINDOW])
{
	struct ksym_sink_ sink = { window, WINDOW, skip, 0, NULL, NULL };

	return ksym_spell_(t, index, &sink) == 0 ? sink.length : 0;
}

/* Whether two symbols have the same name, wherever their names differ. */
static bool same_names(const struct ksym_table *t, uint32_t a, uint32_t b)
{
	char x[WINDOW], y[WINDOW];
	size_t length;

	if (a == b) {
		return true;
	}
	for (size_t skip = 0;; skip += WINDOW) {
		length = read_window(t, a, skip, x);
		if (length != read_window(t, b, skip, y)) {
			return false;
		}
		for (size_t i = 0; i < WINDOW && i < length; i++) {
			if (x[i] != y[i]) {
				return false;
			}
		}
		if (length <= WINDOW) {
			return true;
		}
	}
}

/* The index of the symbol that the by-name index has for a hashed name. */
static uint32_t read_slot(
	const struct ksym_table *t, uint32_t width, uint32_t slot)
{
	const uint32_t bit =
		((FIELD_(t, KSYM_AT_INDEX) + KSYM_INDEX_SLOTS) << 3) +
		slot * width;

	return ksym_bits32_(t, bit, width);
}

/* FNV-1a of no bytes. */
static uint64_t begin_hash(const struct ksym_table *t)
{
	return KSYM_HASH_BASIS +
	       (ksym_word_(t, FIELD_(t, KSYM_AT_INDEX) + KSYM_INDEX_SEED) &
		       0xffff);
}

/*
 * The symbol that is number ordinal, from 0, among those of a name with that
 * FNV-1a hash. If there is none it is any number.
 */
static uint32_t candidate(
	const struct ksym_table *t, uint64_t name_hash, uint32_t ordinal)
{
	const uint32_t segments =
		ksym_word_(t, FIELD_(t, KSYM_AT_INDEX) + KSYM_INDEX_SEGMENTS);
	const uint32_t word = ksym_word_(
		t, FIELD_(t, KSYM_AT_INDEX) + KSYM_INDEX_SEGMENT_LOG2);
	const uint32_t log2 = word & 31, bits = word >> 8 & 0xff;
	const uint32_t width = bits < 32 ? bits : 32;
	const uint32_t mask = (1u << log2) - 1;
	uint64_t h = (name_hash ^ ordinal) * KSYM_HASH_PRIME;
	uint32_t slot;

	h = (h ^ h >> 32) * KSYM_HASH_MIX;
	slot = (uint32_t)((h >> 32) * segments >> 32) << log2;
	return read_slot(t, width, slot + ((uint32_t)h & mask)) ^
	       read_slot(t, width,
		       slot + mask + 1 + ((uint32_t)(h >> 9) & mask)) ^
	       read_slot(t, width,
		       slot + 2 * (mask + 1) + ((uint32_t)(h >> 18) & mask));
}

static int find_by_index(
	const struct ksym_table *t, const char *name, struct ksym_symbol *symp)
{
	uint64_t h = begin_hash(t);
	uint32_t index;

	for (const char *c = name; *c != 0; c++) {
		h = (h ^ (uint8_t)*c) * KSYM_HASH_PRIME;
	}
	index = candidate(t, h, 0);
	return index < t->count && is_named(t, index, name)
		       ? ksym_get(t, index, symp)
		       : -KSYM_ERR_NOT_FOUND;
}

int ksym_find(
	const struct ksym_table *t, const char *name, struct ksym_symbol *symp)
{
	if (FIELD_(t, KSYM_AT_INDEX) != 0) {
		return find_by_index(t, name, symp);
	}
	for (uint32_t index = 0; index < t->count; index++) {
		if (is_named(t, index, name)) {
			return ksym_get(t, index, symp);
		}
	}
	return -KSYM_ERR_NOT_FOUND;
}

/* The symbols of a name have ordinals in the order of their indices. */
static int next_by_index(const struct ksym_table *t, struct ksym_symbol *symp)
{
	uint64_t h = begin_hash(t);
	struct ksym_sink_ sink = { NULL, 0, 0, 0, NULL, &h };

	if (ksym_spell_(t, symp->index, &sink) != 0) {
		return -KSYM_ERR_NOT_FOUND;
	}
	for (uint32_t ordinal = 0; ordinal < t->count; ordinal++) {
		const uint32_t index = candidate(t, h, ordinal);

		if (index >= t->count || !same_names(t, symp->index, index)) {
			break;
		}
		if (index > symp->index) {
			return ksym_get(t, index, symp);
		}
	}
	return -KSYM_ERR_NOT_FOUND;
}

int ksym_find_next(const struct ksym_table *t, struct ksym_symbol *symp)
{
	if (symp->index >= t->count) {
		return -KSYM_ERR_NOT_FOUND;
	}
	if (FIELD_(t, KSYM_AT_INDEX) != 0) {
		return next_by_index(t, symp);
	}
	for (uint32_t index = symp->index + 1; index < t->count; index++) {
		if (same_names(t, symp->index, index)) {
			return ksym_get(t, index, symp);
		}
	}
	return -KSYM_ERR_NOT_FOUND;
}
