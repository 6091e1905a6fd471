/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Groups the blocks by the shapes that they need: a page serves many blocks, and
 * each says which. Pages are split in two as long as that
 * pays, and after each split blocks go to the page that says them in the fewest
 * bits and pages take the shapes that serve their blocks best, in turn.
 */
#include "addresses/pages.h"

#include <ksym_format.h>
#include <stdlib.h>
#include <string.h>

#include "addresses/shape_fit.h"
#include "array.h"

#define PAGES     256
#define UNFIT     250                      /* more than any shape costs */
#define NO_SHAPE  (4 * UNFIT * KSYM_BLOCK) /* worse than all that do fit */
#define FEW       16                       /* so many pages are soon tried */
#define PATIENCE  2 /* how far beyond the best number is looked */
#define SETTLINGS 2 /* rounds after a split */
#define PAGE_BITS (8u * KSYM_PAGE * KSYM_SHAPE_SIZE)

/* Where in the steps those are that a shape can say: few, as they are sorted. */
struct span {
	uint32_t first, end;
};

struct grouping {
	const struct steps *steps;
	size_t symbols;
	uint32_t blocks;
	struct shape_set pool;
	struct span spans[POOL];
	uint8_t *costs;       /* by shape of the pool and step */
	uint16_t *best;       /* by step: its cost in the page in hand */
	uint16_t *block_cost; /* by block: in the best page so far */
	uint8_t *page_of;     /* by block */
	uint32_t *weights;    /* by step: in the page in hand */
	struct need *needs;   /* by ascending step */
	uint16_t (*shapes)[KSYM_PAGE]; /* by page: numbers in the pool */
	uint32_t count;                /* of pages */
};

static void fill_costs(struct grouping *g)
{
	struct extras extras;

	for (uint32_t k = 0; k < g->pool.count; k++) {
		const struct shape *shape = &g->pool.shapes[k];
		uint8_t *costs = g->costs + (size_t)k * g->steps->count;
		struct span *span = &g->spans[k];

		memset(costs, UNFIT, g->steps->count);
		for (uint32_t i = 0; i < g->steps->count; i++) {
			if (shape_fits(shape, &g->steps->items[i], &extras)) {
				costs[i] = (uint8_t)shape_cost(shape);
				span->first = span->end > 0 ? span->first : i;
				span->end = i + 1;
			}
		}
	}
}

/* The steps of block H: *COUNTP of them. */
static const uint32_t *steps_of_block(
	const struct grouping *g, uint32_t h, uint32_t *countp)
{
	const size_t first = (size_t)h * KSYM_BLOCK, left = g->symbols - first;

	*countp = left < KSYM_BLOCK ? (uint32_t)left : KSYM_BLOCK;
	return g->steps->of + first;
}

/* Collects what the blocks of PAGE need; returns how many steps. */
static uint32_t collect_needs(struct grouping *g, uint32_t page)
{
	uint32_t count = 0, of_block;

	for (uint32_t h = 0; h < g->blocks; h++) {
		const uint32_t *steps = steps_of_block(g, h, &of_block);

		if (g->page_of[h] != page) {
			continue;
		}
		for (uint32_t i = 0; i < of_block; i++) {
			g->weights[steps[i]]++;
		}
	}
	for (uint32_t i = 0; i < g->steps->count; i++) {
		if (g->weights[i] > 0) {
			g->needs[count++] = (struct need){ .step = i,
				.weight = g->weights[i],
				.cost = UNFIT };
			g->weights[i] = 0;
		}
	}
	return count;
}

/* The first of the needs that is for STEP or one behind it. */
static uint32_t find_need(
	const struct grouping *g, uint32_t count, uint32_t step)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;

		if (g->needs[middle].step < step) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* What shape K of the pool saves the needs; with TAKE it is taken. */
static uint64_t save(struct grouping *g, uint32_t count, uint32_t k, bool take)
{
	const uint8_t *costs = g->costs + (size_t)k * g->steps->count;
	const uint32_t end = find_need(g, count, g->spans[k].end);
	uint64_t saved = 0;

	for (uint32_t i = find_need(g, count, g->spans[k].first); i < end;
		i++) {
		struct need *need = &g->needs[i];
		const uint8_t cost = costs[need->step];

		if (cost < need->cost) {
			saved += (uint64_t)(need->cost - cost) * need->weight;
			need->cost = take ? cost : need->cost;
		}
	}
	return saved;
}

static bool all_fit(const struct grouping *g, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (g->needs[i].cost == UNFIT) {
			return false;
		}
	}
	return true;
}

/* The shape that saves most. GAINS only fall, so old ones bound new ones. */
static uint32_t best_shape(
	struct grouping *g, uint32_t count, uint64_t gains[POOL])
{
	for (;;) {
		uint32_t best = 0;
		uint64_t gain;

		for (uint32_t k = 1; k < g->pool.count; k++) {
			best = gains[k] > gains[best] ? k : best;
		}
		gain = save(g, count, best, false);
		if (gain == gains[best]) {
			return best;
		}
		gains[best] = gain;
	}
}

/* Chooses the shapes that serve the blocks of PAGE best. */
static void fill_page(struct grouping *g, uint32_t page)
{
	const uint32_t count = collect_needs(g, page);
	uint64_t gains[POOL];

	for (uint32_t k = 0; k < g->pool.count; k++) {
		gains[k] = save(g, count, k, false);
	}
	for (uint32_t i = 0; i < KSYM_PAGE; i++) {
		/* The pool's first shape says what is left over. */
		const bool over = i + 1 == KSYM_PAGE && !all_fit(g, count);
		const uint32_t k = over ? 0 : best_shape(g, count, gains);

		/* A table's only page has no more shapes than pay. */
		if (g->count == 1 && !over && gains[k] < 8 * KSYM_SHAPE_SIZE &&
			all_fit(g, count)) {
			for (; i < KSYM_PAGE; i++) {
				g->shapes[page][i] = g->shapes[page][0];
			}
			break;
		}
		(void)save(g, count, k, true);
		g->shapes[page][i] = (uint16_t)k;
	}
}

static uint32_t cost_of_block(const struct grouping *g, uint32_t h)
{
	uint32_t cost = 0, count;
	const uint32_t *steps = steps_of_block(g, h, &count);

	for (uint32_t i = 0; i < count; i++) {
		cost += g->best[steps[i]];
	}
	return cost;
}

/* Sends each block to its best page. Returns the bits of all. */
static uint64_t assign(struct grouping *g)
{
	const uint32_t steps = g->steps->count;
	uint64_t total = 0;

	memset(g->block_cost, 0xff, g->blocks * sizeof(*g->block_cost));
	for (uint32_t page = 0; page < g->count; page++) {
		for (uint32_t i = 0; i < steps; i++) {
			g->best[i] = NO_SHAPE;
		}
		for (uint32_t k = 0; k < KSYM_PAGE; k++) {
			const uint32_t shape = g->shapes[page][k];
			const uint8_t *costs = g->costs + (size_t)shape * steps;
			const uint32_t end = g->spans[shape].end;

			for (uint32_t i = g->spans[shape].first; i < end; i++) {
				if (costs[i] < g->best[i] &&
					costs[i] != UNFIT) {
					g->best[i] = costs[i];
				}
			}
		}
		for (uint32_t h = 0; h < g->blocks; h++) {
			const uint32_t cost = cost_of_block(g, h);

			if (cost < g->block_cost[h]) {
				g->block_cost[h] = (uint16_t)cost;
				g->page_of[h] = (uint8_t)page;
			}
		}
	}
	for (uint32_t h = 0; h < g->blocks; h++) {
		total += g->block_cost[h];
	}
	return total;
}

/* Gives the blocks that cost more than their page's mean to a new page. */
static void split(struct grouping *g)
{
	const uint32_t count = g->count;
	uint64_t sums[PAGES] = { 0 };
	uint32_t blocks[PAGES] = { 0 };

	for (uint32_t h = 0; h < g->blocks; h++) {
		sums[g->page_of[h]] += g->block_cost[h];
		blocks[g->page_of[h]]++;
	}
	for (uint32_t h = 0; h < g->blocks; h++) {
		const uint32_t page = g->page_of[h];

		if ((uint64_t)g->block_cost[h] * blocks[page] > sums[page]) {
			g->page_of[h] = (uint8_t)(page + count);
		}
	}
	g->count = 2 * count;
}

static uint64_t settle(struct grouping *g)
{
	uint64_t bits = 0;

	for (uint32_t i = 0; i < SETTLINGS; i++) {
		for (uint32_t page = 0; page < g->count; page++) {
			fill_page(g, page);
		}
		bits = assign(g);
	}
	return bits + (uint64_t)g->count * PAGE_BITS +
	       (g->count > 1 ? 8u * (uint64_t)g->blocks : 0);
}

/* Splits as long as it pays, and leaves the blocks with the best pages. */
static bool group(struct grouping *g, struct failure *err)
{
	uint8_t *kept = array_new(g->blocks, 1, err);
	uint64_t least = UINT64_MAX;
	uint32_t best = 1;

	if (kept == NULL) {
		return false;
	}
	g->count = 1;
	for (;;) {
		const uint64_t bits = settle(g);

		if (bits < least) {
			least = bits;
			best = g->count;
			memcpy(kept, g->page_of, g->blocks);
		}
		/* The first split must pay for saying which page, too. */
		if ((bits > least && g->count >= FEW &&
			    g->count >= best * PATIENCE) ||
			g->count > PAGES / 2 || g->count > g->blocks) {
			break;
		}
		split(g);
	}
	memcpy(g->page_of, kept, g->blocks);
	g->count = best;
	free(kept);
	for (uint32_t page = 0; page < g->count; page++) {
		fill_page(g, page);
	}
	return true;
}

static bool make_pages(
	struct grouping *g, struct pages *pages, struct failure *err)
{
	pages->items = array_new(g->count, sizeof(*pages->items), err);
	if (pages->items == NULL) {
		return false;
	}
	for (uint32_t p = 0; p < g->count; p++) {
		struct page *page = &pages->items[pages->count];
		const uint32_t count = collect_needs(g, p);

		if (count == 0) {
			continue; /* all went to other pages */
		}
		page->count = KSYM_PAGE;
		for (uint32_t i = 0; i < KSYM_PAGE; i++) {
			page->shapes[i] = g->pool.shapes[g->shapes[p][i]];
		}
		page_narrow(page, g->steps, g->needs, count);
		page_narrow(page, g->steps, g->needs, count);
		for (uint32_t h = 0; h < g->blocks; h++) {
			if (g->page_of[h] == p) {
				g->page_of[h] = (uint8_t)pages->count;
			}
		}
		pages->count++;
	}
	return true;
}

static bool group_init(struct grouping *g, struct failure *err)
{
	const size_t steps = g->steps->count;

	g->costs = array_new((size_t)g->pool.count * steps, 1, err);
	g->best = array_new(steps, sizeof(*g->best), err);
	g->block_cost = array_new(g->blocks, sizeof(*g->block_cost), err);
	g->page_of = array_new(g->blocks, 1, err);
	g->weights = array_new(steps, sizeof(*g->weights), err);
	g->needs = array_new(steps, sizeof(*g->needs), err);
	g->shapes = array_new(PAGES, sizeof(*g->shapes), err);
	return g->costs != NULL && g->best != NULL && g->block_cost != NULL &&
	       g->page_of != NULL && g->weights != NULL && g->needs != NULL &&
	       g->shapes != NULL;
}

bool pages_choose(const struct input *list, struct pages *pages,
	struct steps *steps, struct failure *err)
{
	struct grouping g = { .steps = steps,
		.symbols = list->count,
		.blocks = (uint32_t)((list->count + KSYM_BLOCK - 1) /
				     KSYM_BLOCK) };
	bool done;

	if (list->count == 0) {
		return true;
	}
	done = shapes_choose(steps, &g.pool, err) && group_init(&g, err);
	if (done) {
		fill_costs(&g);
		done = group(&g, err) && make_pages(&g, pages, err);
	}
	pages->of = g.page_of;
	free(g.costs);
	free(g.best);
	free(g.block_cost);
	free(g.weights);
	free(g.needs);
	free(g.shapes);
	return done;
}

void pages_free(struct pages *pages)
{
	free(pages->items);
	free(pages->of);
	*pages = (struct pages){ 0 };
}
