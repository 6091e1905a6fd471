/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "lines/contexts.h"

#include <stdlib.h>
#include <string.h>

#include "array.h"

#define CONTEXTS KSYM_LINES_CONTEXTS
#define UNKNOWN  INT64_MIN

/* What sharing gains. */
struct sharing {
	struct contexts *contexts;
	struct code_maker maker;
	uint32_t *sum;
	uint64_t costs[CONTEXTS];          /* bits, of those with a code */
	int64_t gains[CONTEXTS][CONTEXTS]; /* of two, or UNKNOWN */
};

bool contexts_init(
	struct contexts *contexts, uint32_t symbols, struct failure *err)
{
	contexts->symbols = symbols;
	contexts->shape_size = symbols > UINT8_MAX + 1 ? 2 : 1;
	contexts->uses = array_new(
		CONTEXTS * (size_t)symbols, sizeof(*contexts->uses), err);
	for (uint32_t i = 0; i < CONTEXTS; i++) {
		contexts->first[i] = (uint8_t)i;
	}
	return contexts->uses != NULL;
}

static bool has_code(const struct contexts *contexts, uint32_t context)
{
	return contexts->first[context] == context;
}

static void add_uses(uint32_t *to, const uint32_t *from, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		to[i] += from[i];
	}
}

static int64_t gain_of(struct sharing *sharing, uint32_t a, uint32_t b)
{
	const struct contexts *contexts = sharing->contexts;
	const uint32_t symbols = contexts->symbols;

	memcpy(sharing->sum, contexts_uses(contexts, a),
		symbols * sizeof(*sharing->sum));
	add_uses(sharing->sum, contexts_uses(contexts, b), symbols);
	return (int64_t)(sharing->costs[a] + sharing->costs[b] -
			 code_make(&sharing->maker, sharing->sum,
				 contexts_size(contexts, a)));
}

/* Finds the two that gain most; returns false if none gain. A is the later. */
static bool find_best(struct sharing *sharing, uint32_t *ap, uint32_t *bp)
{
	const struct contexts *contexts = sharing->contexts;
	int64_t best = -1;

	for (uint32_t a = 0; a < CONTEXTS; a++) {
		/* Shapes' symbols are no values'. */
		const uint32_t from =
			a < KSYM_LINES_OF_OWN ? 0 : KSYM_LINES_OF_OWN;

		for (uint32_t b = from; b < a && has_code(contexts, a); b++) {
			int64_t *gain = &sharing->gains[a][b];

			if (!has_code(contexts, b)) {
				continue;
			}
			if (*gain == UNKNOWN) {
				*gain = gain_of(sharing, a, b);
			}
			if (*gain > best) {
				best = *gain;
				*ap = a;
				*bp = b;
			}
		}
	}
	return best >= 0;
}

static void share(struct sharing *sharing, uint32_t a, uint32_t b)
{
	struct contexts *contexts = sharing->contexts;

	add_uses(contexts_uses(contexts, b), contexts_uses(contexts, a),
		contexts->symbols);
	sharing->costs[b] += sharing->costs[a] - (uint64_t)sharing->gains[a][b];
	for (uint32_t i = 0; i < CONTEXTS; i++) {
		if (contexts->first[i] == a) {
			contexts->first[i] = (uint8_t)b;
		}
		sharing->gains[i][b] = UNKNOWN;
		sharing->gains[b][i] = UNKNOWN;
	}
}

static void share_all(struct sharing *sharing)
{
	struct contexts *contexts = sharing->contexts;
	uint32_t a = 0, b = 0;

	for (uint32_t i = 0; i < CONTEXTS; i++) {
		sharing->costs[i] = code_make(&sharing->maker,
			contexts_uses(contexts, i), contexts_size(contexts, i));
		for (uint32_t k = 0; k < CONTEXTS; k++) {
			sharing->gains[i][k] = UNKNOWN;
		}
	}
	while (find_best(sharing, &a, &b)) {
		share(sharing, a, b);
	}
	for (uint32_t i = 0; i < CONTEXTS; i++) {
		contexts->bits += has_code(contexts, i) ? sharing->costs[i] : 0;
	}
}

bool contexts_share(struct contexts *contexts, struct failure *err)
{
	struct sharing sharing = { .contexts = contexts };
	bool done;

	sharing.sum = array_new(contexts->symbols, sizeof(*sharing.sum), err);
	done = sharing.sum != NULL &&
	       code_maker_init(&sharing.maker, contexts->symbols, err);
	if (done) {
		share_all(&sharing);
	}
	free(sharing.sum);
	code_maker_free(&sharing.maker);
	return done;
}

void contexts_free(struct contexts *contexts)
{
	free(contexts->uses);
	*contexts = (struct contexts){ 0 };
}
