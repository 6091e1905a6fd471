/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The by-name index: a binary fuse function (Graf and Lemire, "Binary Fuse
 * Filters", 2022) from a name and an ordinal, the number of symbols of that
 * name before, to the symbol. Four slots belong to such a key. Slots that only
 * one key is left in are taken away with that key until none is left; then,
 * backwards, each such slot is set so that its key's four slots give the
 * symbol.
 */
#include "index/index.h"

#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "bits.h"
#include "numbers.h"

#define SEEDS          65536u
#define SEEDS_PER_SIZE 4u /* tries before the slots become more */
#define EXTRA_LEAST    70u
#define EXTRA_STEP     6u
#define NONE           UINT32_MAX

struct fuse {
	const struct names *names;
	uint32_t *ordinals; /* by symbol, which is a key */
	uint64_t *hashes;   /* the same */
	uint32_t segments, log2, seed;
	uint32_t slot_count;
	uint32_t *left;   /* by slot: keys that are left in it */
	uint32_t *which;  /* by slot: exclusive or of those, then its value */
	uint32_t *order;  /* slots as their keys were taken away */
	uint32_t *owners; /* those keys */
	uint32_t *queue;
};

static uint64_t hash_name(const struct name *name, uint32_t seed)
{
	uint64_t hash = KSYM_HASH_BASIS + seed;

	for (uint32_t i = 0; i < name->length; i += 4) {
		uint32_t word = 0;

		for (uint32_t k = i; k < name->length && k < i + 4; k++) {
			word |= (uint32_t)name->bytes[k] << 8 * (k - i);
		}
		hash = (hash ^ word) * KSYM_HASH_PRIME;
	}
	return hash;
}

static uint64_t hash_key(const struct fuse *fuse, uint32_t key)
{
	uint64_t hash = hash_name(&fuse->names->items[key], fuse->seed);

	hash = (hash ^ fuse->ordinals[key]) * KSYM_HASH_PRIME;
	return (hash ^ hash >> 32) * KSYM_HASH_MIX;
}

static bool same_name(const struct name *a, const struct name *b)
{
	return a->length == b->length &&
	       memcmp(a->bytes, b->bytes, a->length) == 0;
}

/* Numbers the symbols of each name. */
static bool find_ordinals(struct fuse *fuse, struct failure *err)
{
	const struct names *names = fuse->names;
	uint32_t *last; /* by hash: the last symbol of a name so far */
	size_t size = 2;

	while (size < 2 * (size_t)names->count) {
		size *= 2;
	}
	last = array_new(size, sizeof(*last), err);
	if (last == NULL) {
		return false;
	}
	memset(last, 0xff, size * sizeof(*last));
	for (uint32_t i = 0; i < names->count; i++) {
		const struct name *name = &names->items[i];
		size_t place = hash_name(name, 0) >> 16 & (size - 1);

		while (last[place] != NONE &&
			!same_name(&names->items[last[place]], name)) {
			place = (place + 1) & (size - 1);
		}
		fuse->ordinals[i] = last[place] == NONE
					    ? 0
					    : fuse->ordinals[last[place]] + 1;
		last[place] = i;
	}
	free(last);
	return true;
}

static void find_slots(
	const struct fuse *fuse, uint64_t hash, uint32_t slots[KSYM_INDEX_WAYS])
{
	const uint32_t mask = (1u << fuse->log2) - 1;
	const uint32_t start = (uint32_t)((hash >> 32) * fuse->segments >> 32)
			       << fuse->log2;

	for (uint32_t k = 0; k < KSYM_INDEX_WAYS; k++) {
		slots[k] = start + k * (mask + 1) + (hash >> 11 * k & mask);
	}
}

/* Puts every key into its slots. */
static void fill_slots(struct fuse *fuse)
{
	memset(fuse->left, 0, fuse->slot_count * sizeof(*fuse->left));
	memset(fuse->which, 0, fuse->slot_count * sizeof(*fuse->which));
	for (uint32_t i = 0; i < fuse->names->count; i++) {
		uint32_t slots[KSYM_INDEX_WAYS];

		fuse->hashes[i] = hash_key(fuse, i);
		find_slots(fuse, fuse->hashes[i], slots);
		for (int k = 0; k < KSYM_INDEX_WAYS; k++) {
			fuse->left[slots[k]]++;
			fuse->which[slots[k]] ^= i;
		}
	}
}

/*
 * Takes keys away as long as a slot holds one only. A slot is queued once at
 * most: when the keys left in it become one.
 */
static bool take_away(struct fuse *fuse)
{
	uint32_t *queue = fuse->queue;
	uint32_t taken = 0, queued = 0;

	for (uint32_t i = 0; i < fuse->slot_count; i++) {
		if (fuse->left[i] == 1) {
			queue[queued++] = i;
		}
	}
	while (queued > 0) {
		const uint32_t slot = queue[--queued];
		const uint32_t key = fuse->which[slot];
		uint32_t slots[KSYM_INDEX_WAYS];

		if (fuse->left[slot] != 1) {
			continue;
		}
		fuse->order[taken] = slot;
		fuse->owners[taken++] = key;
		find_slots(fuse, fuse->hashes[key], slots);
		for (int k = 0; k < KSYM_INDEX_WAYS; k++) {
			fuse->which[slots[k]] ^= key;
			if (--fuse->left[slots[k]] == 1) {
				queue[queued++] = slots[k];
			}
		}
	}
	return taken == fuse->names->count;
}

/* Sets the slots, the last key that was taken away first. */
static void set_values(struct fuse *fuse)
{
	memset(fuse->which, 0, fuse->slot_count * sizeof(*fuse->which));
	for (uint32_t i = fuse->names->count; i-- > 0;) {
		const uint32_t key = fuse->owners[i];
		uint32_t slots[KSYM_INDEX_WAYS], value = key;

		find_slots(fuse, fuse->hashes[key], slots);
		for (int k = 0; k < KSYM_INDEX_WAYS; k++) {
			value ^= fuse->which[slots[k]];
		}
		fuse->which[fuse->order[i]] = value;
	}
}

/*
 * Makes room for 1 + EXTRA / 1024 slots a key, in whole segments. What suffices
 * for many keys is 1.075 (Graf and Lemire); few need more.
 */
static bool resize(struct fuse *fuse, uint32_t extra, struct failure *err)
{
	const uint64_t wanted = fuse->names->count +
				(uint64_t)fuse->names->count * extra / 1024 + 1;
	const uint64_t whole = (wanted + (1u << fuse->log2) - 1) >> fuse->log2;

	fuse->segments = whole > KSYM_INDEX_WAYS
				 ? (uint32_t)whole - (KSYM_INDEX_WAYS - 1)
				 : 1;
	fuse->slot_count = (fuse->segments + KSYM_INDEX_WAYS - 1) << fuse->log2;
	free(fuse->left);
	free(fuse->which);
	free(fuse->queue);
	fuse->left = array_new(fuse->slot_count, sizeof(uint32_t), err);
	fuse->which = array_new(fuse->slot_count, sizeof(uint32_t), err);
	fuse->queue = array_new(fuse->slot_count, sizeof(uint32_t), err);
	return fuse->left != NULL && fuse->which != NULL && fuse->queue != NULL;
}

/* Segments of about 0.6 to 2.91 to the power of this, as the paper finds. */
static uint32_t segment_log2(uint32_t count)
{
	const uint32_t log2 = count > 1 ? number_log2(count) * 166 / 256 : 0;
	const uint32_t whole =
		log2 > COST_BIT / 2 ? (log2 - COST_BIT / 2) / COST_BIT : 0;

	return whole < KSYM_INDEX_LOG2_MAX ? whole : KSYM_INDEX_LOG2_MAX;
}

static bool build(struct fuse *fuse, struct failure *err)
{
	fuse->log2 = segment_log2(fuse->names->count);
	for (fuse->seed = 0; fuse->seed < SEEDS; fuse->seed++) {
		const uint32_t size = fuse->seed / SEEDS_PER_SIZE;

		if (fuse->seed % SEEDS_PER_SIZE == 0 &&
			!resize(fuse, EXTRA_LEAST + size * EXTRA_STEP, err)) {
			return false;
		}
		fill_slots(fuse);
		if (take_away(fuse)) {
			return true;
		}
	}
	return fail(err, KSYM_WRITE_INDEX);
}

static bool write_fuse(
	const struct fuse *fuse, struct bytes *out, struct failure *err)
{
	const unsigned width = number_width(fuse->names->count);
	const unsigned slot_bits = width > 0 ? width : 1;
	struct bit_writer bits = { .out = out };

	if (!bits_write(&bits, fuse->segments, 32, err) ||
		!bits_write(&bits, fuse->log2, 8, err) ||
		!bits_write(&bits, slot_bits, 8, err) ||
		!bits_write(&bits, fuse->seed, 16, err)) {
		return false;
	}
	for (uint32_t i = 0; i < fuse->slot_count; i++) {
		if (!bits_write(&bits, fuse->which[i], slot_bits, err)) {
			return false;
		}
	}
	/* Of few slots the last 8 are there whole, and more. */
	for (uint32_t i = fuse->slot_count;
		fuse->log2 < 3 && i < fuse->slot_count / 8 * 8 + 8; i++) {
		if (!bits_write(&bits, 0, slot_bits, err)) {
			return false;
		}
	}
	return bits_align(&bits, err);
}

bool index_write(
	const struct names *names, struct bytes *out, struct failure *err)
{
	struct fuse fuse = { .names = names };
	bool done;

	fuse.ordinals = array_new(names->count, sizeof(uint32_t), err);
	fuse.hashes = array_new(names->count, sizeof(uint64_t), err);
	fuse.order = array_new(names->count, sizeof(uint32_t), err);
	fuse.owners = array_new(names->count, sizeof(uint32_t), err);
	done = fuse.ordinals != NULL && fuse.hashes != NULL &&
	       fuse.order != NULL && fuse.owners != NULL &&
	       find_ordinals(&fuse, err) && build(&fuse, err);
	if (done) {
		set_values(&fuse);
		done = write_fuse(&fuse, out, err);
	}
	free(fuse.ordinals);
	free(fuse.hashes);
	free(fuse.order);
	free(fuse.owners);
	free(fuse.queue);
	free(fuse.left);
	free(fuse.which);
	return done;
}
