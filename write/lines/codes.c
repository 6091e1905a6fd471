/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/codes.h"

#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"

#define COUNT_MAX 255u /* symbols of a length */

/* How many symbols each length has, and the shortest and longest ones. */
struct spread {
	uint32_t counts[KSYM_LINES_LENGTH_MAX + 2];
	uint32_t low, high;
};

bool code_maker_init(
	struct code_maker *maker, uint32_t symbols, struct failure *err)
{
	maker->symbols = symbols;
	maker->leaves =
		array_new(2 * (size_t)symbols, sizeof(*maker->leaves), err);
	maker->lengths = array_new(symbols, sizeof(*maker->lengths), err);
	return maker->leaves != NULL && maker->lengths != NULL;
}

void code_maker_free(struct code_maker *maker)
{
	free(maker->leaves);
	free(maker->lengths);
	*maker = (struct code_maker){ 0 };
}

static int compare_leaves(const void *a, const void *b)
{
	const struct code_leaf *x = a, *y = b;

	if (x->uses != y->uses) {
		return x->uses < y->uses ? -1 : 1;
	}
	return x->symbol < y->symbol ? -1 : x->symbol > y->symbol;
}

/* Collects the symbols that are used; above a SCALE of 0 they differ less. */
static uint32_t collect(
	struct code_maker *maker, const uint32_t *uses, unsigned scale)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < maker->symbols; i++) {
		if (uses[i] > 0) {
			maker->leaves[count++] = (struct code_leaf){
				.uses = (uses[i] >> scale) + (scale > 0),
				.symbol = i
			};
		}
	}
	qsort(maker->leaves, count, sizeof(*maker->leaves), compare_leaves);
	return count;
}

/* Huffman's tree, of COUNT leaves, 2 or more; sums stand behind them. */
static void build_tree(struct code_leaf *leaves, uint32_t count)
{
	uint32_t leaf = 0, sum = count, made = count;

	for (; made < 2 * count - 1; made++) {
		uint64_t uses = 0;

		for (int k = 0; k < 2; k++) {
			const bool is_leaf =
				leaf < count &&
				(sum >= made ||
					leaves[leaf].uses <= leaves[sum].uses);
			struct code_leaf *least =
				&leaves[is_leaf ? leaf++ : sum++];

			uses += least->uses;
			least->parent = made;
		}
		leaves[made].uses = uses;
	}
	leaves[made - 1].depth = 0;
	for (uint32_t i = made - 1; i-- > 0;) {
		leaves[i].depth = leaves[leaves[i].parent].depth + 1;
	}
}

/*
 * Takes the lengths, where they are not too long. A length has no more than
 * COUNT_MAX symbols: of others the least used ones get a longer one.
 */
static bool take_lengths(struct code_maker *maker, uint32_t count)
{
	uint32_t counts[KSYM_LINES_LENGTH_MAX + 2] = { 0 };
	const struct code_leaf *leaves = maker->leaves;

	if (leaves[0].depth > KSYM_LINES_LENGTH_MAX) {
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		maker->lengths[leaves[i].symbol] = (uint8_t)leaves[i].depth;
		counts[leaves[i].depth]++;
	}
	for (uint32_t l = 1; l <= KSYM_LINES_LENGTH_MAX; l++) {
		for (uint32_t i = 0; counts[l] > COUNT_MAX; i++) {
			if (maker->lengths[leaves[i].symbol] == l) {
				maker->lengths[leaves[i].symbol]++;
				counts[l]--;
				counts[l + 1]++;
			}
		}
	}
	return counts[KSYM_LINES_LENGTH_MAX + 1] == 0;
}

static struct spread spread_of(const struct code_maker *maker)
{
	struct spread spread = { .low = KSYM_LINES_LENGTH_MAX, .high = 1 };

	for (uint32_t i = 0; i < maker->symbols; i++) {
		const uint32_t length = maker->lengths[i];

		if (length > 0) {
			spread.counts[length]++;
			spread.low = length < spread.low ? length : spread.low;
			spread.high =
				length > spread.high ? length : spread.high;
		}
	}
	/* Of no symbols at all. */
	spread.low = spread.low < spread.high ? spread.low : spread.high;
	return spread;
}

uint64_t code_make(
	struct code_maker *maker, const uint32_t *uses, uint32_t symbol_size)
{
	uint32_t count = collect(maker, uses, 0);
	struct spread spread;
	uint64_t bits = 0;

	memset(maker->lengths, 0, maker->symbols);
	if (count == 0) {
		return 0;
	}
	if (count == 1) {
		maker->lengths[maker->leaves[0].symbol] = 1;
	}
	for (unsigned scale = 0; count > 1; scale++) {
		build_tree(maker->leaves, count);
		if (take_lengths(maker, count)) {
			break;
		}
		count = collect(maker, uses, scale + 1);
	}
	for (uint32_t i = 0; i < maker->symbols; i++) {
		bits += (uint64_t)uses[i] * maker->lengths[i];
	}
	spread = spread_of(maker);
	return bits + 8 * (uint64_t)(2 + spread.high - spread.low +
				     count * symbol_size);
}

/* Numbers the symbols of each length in turn, and appends them. */
static bool assign(const struct code_maker *maker, const struct spread *spread,
	uint32_t symbol_size, struct code *code, struct bytes *out,
	struct failure *err)
{
	uint32_t next = 0;

	for (uint32_t l = spread->low; l <= spread->high; l++) {
		next <<= 1;
		for (uint32_t i = 0; i < maker->symbols; i++) {
			if (maker->lengths[i] != l) {
				continue;
			}
			code->bits[i] = (uint16_t)next++;
			if (!bytes_append_number(out, i, symbol_size, err)) {
				return false;
			}
		}
	}
	return true;
}

bool code_keep(const struct code_maker *maker, uint32_t symbol_size,
	struct code *code, struct bytes *out, struct failure *err)
{
	const struct spread spread = spread_of(maker);
	bool done;

	code->lengths = array_new(maker->symbols, sizeof(*code->lengths), err);
	code->bits = array_new(maker->symbols, sizeof(*code->bits), err);
	if (code->lengths == NULL || code->bits == NULL) {
		return false;
	}
	memcpy(code->lengths, maker->lengths, maker->symbols);
	done = bytes_append_number(out, spread.low << 4 | spread.high, 1, err);
	for (uint32_t l = spread.low; done && l <= spread.high; l++) {
		done = bytes_append_number(out, spread.counts[l], 1, err);
	}
	return done && assign(maker, &spread, symbol_size, code, out, err);
}

bool code_write(const struct code *code, uint32_t symbol, struct high_bits *out,
	struct failure *err)
{
	return high_bits_write(
		out, code->bits[symbol], code->lengths[symbol], err);
}

void code_free(struct code *code)
{
	free(code->lengths);
	free(code->bits);
	*code = (struct code){ 0 };
}
