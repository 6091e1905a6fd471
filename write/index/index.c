/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The by-name index: a binary fuse function (Graf and Lemire, "Binary Fuse
 * Filters", 2022) from a name and an ordinal, the number of symbols of that
 * name before, to the symbol. Three slots belong to such a key. Slots that hold
 * one key are peeled off with it until none is left; then, in reverse order,
 * each is set so that its key's three slots give the symbol.
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
#define NONE           UINT32_MAX

struct fuse {
	const struct names *names;
	uint32_t *ordinals; /* by symbol, which is a key */
	uint64_t *hashes;   /* the same */
	uint32_t segments, log2, seed;
	uint32_t slot_count;
	uint32_t *left;   /* by slot: keys that are left in it */
	uint32_t *which;  /* by slot: exclusive or of those, then its value */
	uint32_t *order;  /* slots as their keys were peeled off */
	uint32_t *owners; /* those keys */
	uint32_t *queue;  /* slots to peel */
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
	const struct fuse *fuse, uint64_t hash, uint32_t slots[3])
{
	const uint32_t mask = (1u << fuse->log2) - 1;
	const uint32_t start = (uint32_t)((hash >> 32) * fuse->segments >> 32)
			       << fuse->log2;

	slots[0] = start + (hash & mask);
	slots[1] = start + mask + 1 + (hash >> 9 & mask);
	slots[2] = start + 2 * (mask + 1) + (hash >> 18 & mask);
}

/* Puts every key into its slots. */
static void fill_slots(struct fuse *fuse)
{
	memset(fuse->left, 0, fuse->slot_count * sizeof(*fuse->left));
	memset(fuse->which, 0, fuse->slot_count * sizeof(*fuse->which));
	for (uint32_t i = 0; i < fuse->names->count; i++) {
		uint32_t slots[3];

		fuse->hashes[i] = hash_key(fuse, i);
		find_slots(fuse, fuse->hashes[i], slots);
		for (int k = 0; k < 3; k++) {
			fuse->left[slots[k]]++;
			fuse->which[slots[k]] ^= i;
		}
	}
}

/*
 * Peels off keys as long as a slot holds one only. A slot is queued once at
 * most: when the keys left in it become one.
 */
static bool peel(struct fuse *fuse)
{
	uint32_t *queue = fuse->queue;
	uint32_t peeled = 0, queued = 0;

	for (uint32_t i = 0; i < fuse->slot_count; i++) {
		if (fuse->left[i] == 1) {
			queue[queued++] = i;
		}
	}
	while (queued > 0) {
		const uint32_t slot = queue[--queued];
		const uint32_t key = fuse->which[slot];
		uint32_t slots[3];

		if (fuse->left[slot] != 1) {
			continue;
		}
		fuse->order[peeled] = slot;
		fuse->owners[peeled++] = key;
		find_slots(fuse, fuse->hashes[key], slots);
		for (int k = 0; k < 3; k++) {
			fuse->which[slots[k]] ^= key;
			if (--fuse->left[slots[k]] == 1) {
				queue[queued++] = slots[k];
			}
		}
	}
	return peeled == fuse->names->count;
}

/* Sets the slots, that of the last key first. */
static void set_values(struct fuse *fuse)
{
	memset(fuse->which, 0, fuse->slot_count * sizeof(*fuse->which));
	for (uint32_t i = fuse->names->count; i-- > 0;) {
		const uint32_t key = fuse->owners[i];
		uint32_t slots[3], value = key;

		find_slots(fuse, fuse->hashes[key], slots);
		for (int k = 0; k < 3; k++) {
			value ^= fuse->which[slots[k]];
		}
		fuse->which[fuse->order[i]] = value;
	}
}

/* Makes room for EXTRA 1/64 more slots than there are keys. */
static bool resize(struct fuse *fuse, uint32_t extra, struct failure *err)
{
	const uint64_t wanted = fuse->names->count +
				(uint64_t)fuse->names->count * extra / 64 + 1;
	const uint64_t whole = (wanted + (1u << fuse->log2) - 1) >> fuse->log2;

	fuse->segments = whole > 3 ? (uint32_t)whole - 2 : 1;
	fuse->slot_count = (fuse->segments + 2) << fuse->log2;
	free(fuse->left);
	free(fuse->which);
	free(fuse->queue);
	fuse->left = array_new(fuse->slot_count, sizeof(uint32_t), err);
	fuse->which = array_new(fuse->slot_count, sizeof(uint32_t), err);
	fuse->queue = array_new(fuse->slot_count, sizeof(uint32_t), err);
	return fuse->left != NULL && fuse->which != NULL && fuse->queue != NULL;
}

/* Segments of about 3.33 to the power of this, as the paper finds. */
static uint32_t segment_log2(uint32_t count)
{
	const uint32_t log2 =
		count > 1
			? (number_log2(count) * 147 / 256 + 9 * COST_BIT / 4) /
				  COST_BIT
			: 0;

	return log2 < KSYM_INDEX_LOG2_MAX ? log2 : KSYM_INDEX_LOG2_MAX;
}

/* Tries seeds, with more slots now and then, until all keys can be peeled. */
static bool find_seed(struct fuse *fuse, struct failure *err)
{
	fuse->log2 = segment_log2(fuse->names->count);
	for (fuse->seed = 0; fuse->seed < SEEDS; fuse->seed++) {
		if (fuse->seed % SEEDS_PER_SIZE == 0 &&
			!resize(fuse, 9 + fuse->seed / SEEDS_PER_SIZE, err)) {
			return false;
		}
		fill_slots(fuse);
		if (peel(fuse)) {
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
	       find_ordinals(&fuse, err) && find_seed(&fuse, err);
	if (done) {
		set_values(&fuse);
		done = write_fuse(&fuse, out, err);
	}
	free(fuse.ordinals);
	free(fuse.hashes);
	free(fuse.order);
	free(fuse.owners);
	free(fuse.left);
	free(fuse.which);
	free(fuse.queue);
	return done;
}
